"""Who hears about a ticket because a mail names them, and who never does."""

import pytest

from clew.channels.email import addressing
from clew.channels.email.machines.nature import Nature
from clew.channels.email.models import Unsubscribed
from clew.channels.email.options import MOST_FOLLOWERS
from clew.channels.email.outgoing.unsubscribing import mailbox
from clew.channels.email.tests.posting import (
    ADA,
    BO,
    DISPROVEN,
    EVE,
    OURS,
    PROVEN,
    UNKNOWN,
    answered,
    names,
    post,
)
from clew.core import clock
from clew.core.actors import SYSTEM
from clew.core.options import set_options
from clew.people.models import Sees
from clew.tickets.actions import follow, reply
from clew.tickets.models import Delivery
from tests import cast

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("our_address", "unanswered")]


def followers(ticket):
    rows = ticket.followers.select_related("staff").order_by("pk")
    return [each.staff.name if each.staff else each.email for each in rows]


def token(ticket):
    return addressing.reply_address(ticket.number)


def test_who_is_in_copy_follows_and_gets_our_answers():
    row = post(to=names(OURS, "cleo@heron.example"), cc=names(BO))
    assert followers(row.ticket) == ["cleo@heron.example", BO]
    message = reply(ticket=row.ticket, staff=cast.staff(), body="Try again.")
    sent = Delivery.objects.filter(message=message).values_list("address", flat=True)
    assert set(sent) == {ADA, "cleo@heron.example", BO}


def test_staff_in_copy_follows_as_staff():
    cast.staff()
    assert followers(post(cc=names("Maya@clew.example", BO)).ticket) == ["Maya Lindholm", BO]


def test_a_mail_lets_nobody_of_us_read_more_than_they_may():
    cast.staff().teams.clear()
    maya = cast.staff()
    maya.sees = Sees.OWN_TEAMS
    maya.save()
    assert followers(post(cc=names(maya.email)).ticket) == []


def test_who_never_follows():
    machines = ("no-reply@heron.example", "MAILER-DAEMON@heron.example")
    ours, none = (OURS, "help+x@clew.example"), ("bo@", "list of friends", "")
    assert followers(post(cc=names(ADA, *machines, *ours, *none)).ticket) == []


def test_at_most_so_many(settings):
    cc = names(*(f"p{each}@heron.example" for each in range(30)))
    assert len(followers(post(cc=cc).ticket)) == 20
    set_options(values={MOST_FOLLOWERS.key: "3"}, by=SYSTEM)
    ticket = post(cc=cc, subject="B").ticket
    assert len(followers(ticket)) == 3
    post(to=names(token(ticket)), cc=names("late@heron.example"))
    assert len(followers(ticket)) == 3


def test_of_a_mail_to_thousands_nobody_follows():
    cc = names(*(f"p{each}@heron.example" for each in range(5000)))
    row = post(cc=cc)
    assert (row.outcome, followers(row.ticket)) == ("ticket", [])
    assert len(row.message.mail["cc"]) == 20


def test_of_a_list_nobody_follows():
    assert followers(post(cc=names(BO), nature=Nature(auto="bulk")).ticket) == []


def test_a_participants_reply_brings_others():
    ticket = post().ticket
    post(to=names(token(ticket)), cc=names(BO))
    assert followers(ticket) == [BO]
    post(sender=BO, to=names(token(ticket)), cc=names("cleo@heron.example"))
    assert followers(ticket) == [BO, "cleo@heron.example"]


def test_who_unsubscribed_is_not_brought_back():
    ticket = post(cc=names(BO)).ticket
    reply(ticket=ticket, staff=cast.staff(), body="Hello.")
    row = post(sender=EVE, to=names(mailbox(ticket, BO, None)), verdict=UNKNOWN)
    assert (row.outcome, row.reason, row.ticket) == ("suppressed", "unsubscribe", ticket)
    assert followers(ticket) == []
    post(to=names(token(ticket)), cc=names(BO))
    assert followers(ticket) == []


def test_nothing_automatic_is_not_nothing_at_all():
    now = clock.now()
    Unsubscribed.objects.create(address=BO, ticket=None, created_at=now)
    assert followers(post(cc=names(BO)).ticket) == [BO]


def test_a_stranger_with_the_address_brings_nobody():
    ticket = post().ticket
    post(sender=EVE, to=names(token(ticket)), cc=names("mallory@magpie.example"))
    assert followers(ticket) == []


@pytest.mark.parametrize(
    ("how", "verdict", "brings"),
    [
        ("address", PROVEN, True),
        ("address", UNKNOWN, True),
        ("address", DISPROVEN, False),
        ("our id", UNKNOWN, True),
        ("our id", DISPROVEN, False),
        ("their id", UNKNOWN, False),
        ("their id", PROVEN, True),
        ("number", UNKNOWN, False),
        ("number", PROVEN, True),
    ],
)
def test_who_only_claims_to_be_the_customer_brings_nobody(how, verdict, brings):
    """Else a forged mail would have our next answers sent to whom it likes."""
    row = post(message_id="first@post.example")
    delivery = answered(row)
    given = {
        "address": {"to": names(token(row.ticket))},
        "our id": {"in_reply_to": [f"{delivery.stable_id}@clew.example"]},
        "their id": {"in_reply_to": ["first@post.example"]},
        "number": {"subject": f"Re: [#{row.ticket.number}] Export stops"},
    }[how]
    again = post(**given, verdict=verdict, cc=names(EVE))
    assert again.ticket == row.ticket
    assert followers(row.ticket) == ([EVE] if brings else [])


def test_following_twice_is_once():
    ticket = post(cc=names(BO, BO.upper())).ticket
    follow(ticket=ticket, by=SYSTEM, email=BO)
    assert followers(ticket) == [BO]
