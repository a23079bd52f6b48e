from datetime import timedelta

import pytest

from clew.channels.email.machines.nature import Nature
from clew.channels.email.machines.storms import alike, count_in, storm_of
from clew.channels.email.models import InboundMail, Storm
from clew.channels.email.tests.machinery import came_in, parsed
from clew.channels.email.vocabulary import Outcome
from clew.core import clock
from clew.tickets.actions import add_note
from tests import cast

pytestmark = pytest.mark.django_db
ROBOT = "watch@kiln.example"
GENERATED = Nature("auto-generated")


def filed(count, ticket, *, subject="Disk {} is full", outcome=Outcome.TICKET, **given):
    now, sender = clock.now(), given.pop("sender", ROBOT)
    InboundMail.objects.bulk_create(
        InboundMail(
            source="api", size=1, digest="", from_address=sender, ticket=ticket, outcome=outcome,
            subject=subject.format(at), received_at=now - timedelta(seconds=count - at), **given,
        )
        for at in range(count)
    )  # fmt: skip


def another(subject="Disk 99 is full", nature=GENERATED, **given):
    said = parsed(sender=given.pop("sender", ROBOT), subject=subject, **given)
    return storm_of(came_in(said), said, nature)


def test_counters_in_subjects_make_no_other_subject():
    assert alike("RE: [#41] Disk 7 is  full") == alike("Fwd: disk 88 is full") == "disk is full"


def test_ten_alike_are_a_storm_and_the_next_are_a_number_on_the_newest_ticket(
    django_assert_max_num_queries,
):
    ticket = cast.ticket(channel="email")
    filed(9, ticket)
    assert another() is None
    filed(1, ticket)
    storm = another()
    assert storm is not None
    assert storm.ticket == ticket
    for _ in range(2):
        count_in(storm)
    with django_assert_max_num_queries(5):
        storm = another()
        count_in(storm)
    note = ticket.messages.get(author_kind="system")
    assert note.body.startswith("+3 mails like this since ")
    assert not note.public
    assert Storm.objects.get().count == 3


def test_twenty_of_one_sender_are_a_storm_whatever_their_subjects():
    ticket = cast.ticket(channel="email")
    letters = "abcdefghijklmnopqrst"
    for each in letters[:-1]:
        filed(1, ticket, subject=f"Alert {each}")
    assert another(subject="Alert z") is None
    filed(1, ticket, subject=f"Alert {letters[-1]}")
    assert another(subject="Alert z") is not None


def test_it_is_over_after_quiet_and_others_are_not_part_of_it():
    ticket = cast.ticket(channel="email")
    filed(10, ticket)
    storm = count_in(another())
    assert another(sender="ada@heron.example", nature=Nature()) is None
    InboundMail.objects.update(received_at=clock.now() - timedelta(hours=1))
    Storm.objects.update(last_at=clock.now() - timedelta(minutes=11))
    assert another() is None
    assert storm.count == 1


def test_quick_replies_of_a_person_are_no_storm_below_a_higher_limit():
    ticket = cast.ticket(channel="email")
    filed(59, ticket, subject="Re: Export", outcome=Outcome.REPLY, sender="ada@heron.example")
    reply = {"sender": "ada@heron.example", "subject": "Re: Export", "nature": Nature()}
    assert another(in_reply_to=["x@y.example"], **reply) is None
    filed(1, ticket, subject="Re: Export", outcome=Outcome.REPLY, sender="ada@heron.example")
    assert another(in_reply_to=["x@y.example"], **reply) is not None
    assert another(**reply) is None  # a new question is another thing


def test_a_contact_form_has_many_people_behind_it():
    ticket = cast.ticket(channel="email")
    for at in range(25):
        filed(1, ticket, subject=f"Question of {'x' * at}")
    said = parsed(sender=ROBOT, subject="Question of Ada", reply_to=[parsed().from_])
    assert storm_of(came_in(said), said, Nature()) is None


def test_history_is_no_storm():
    ticket = cast.ticket(channel="email")
    filed(30, ticket)
    said = parsed(sender=ROBOT, subject="Disk 5 is full")
    assert storm_of(came_in(said, is_backlog=True), said, GENERATED) is None


def test_a_loop_between_helpdesks_ends_though_each_answer_has_another_number():
    ticket = cast.ticket(channel="email")
    add_note(ticket=ticket, staff=cast.staff(), body="Odd.")
    filed(10, ticket, subject="[Case-{}] We have your request", outcome=Outcome.REPLY)
    assert another(subject="[Case-501] We have your request", nature=Nature("auto-reply"))
