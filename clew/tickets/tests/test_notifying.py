from datetime import timedelta

import pytest

from clew.core import clock
from clew.core.actors import Actor
from clew.core.facts import record, run_reaction
from clew.people.models import Notification, Role
from clew.people.notifications import mark_read
from clew.tickets import bulk
from clew.tickets.actions import (
    add_note,
    assign,
    follow,
    forget_reminder,
    receive_message,
    remind,
    set_status,
)
from clew.tickets.actions.reminders import remind_due
from clew.tickets.changes import checked_change
from clew.tickets.message_facts import StaffMentioned
from clew.tickets.models import Ticket
from clew.tickets.passing_time import pass_time
from tests import cast
from tests.reactions import waiting_reactions
from tests.stops import stopped

pytestmark = pytest.mark.django_db


@pytest.fixture
def maya():
    return cast.staff("Maya Lindholm")


@pytest.fixture
def oskar():
    return cast.staff("Oskar Bello")


def react():
    """The queued reactions that tell somebody, in order."""
    for fact_id, key in waiting_reactions("notifying"):
        run_reaction(fact_id, key)


def told(staff):
    rows = Notification.objects.filter(staff=staff).order_by("at", "pk")
    return [(row.kind, row.text) for row in rows]


def test_who_is_given_a_ticket_is_told(maya, oskar):
    ticket = cast.ticket("Webhooks arrive twice")
    assign(ticket=ticket, staff=maya, by=Actor.staff(oskar))
    react()
    react()
    text = f"Oskar Bello assigned you #{ticket.number} Webhooks arrive twice"
    assert told(maya) == [("assigned", text)]
    assert Notification.objects.get().count == 1
    assert Notification.objects.get().url == f"/tickets/{ticket.number}"


def test_taking_a_ticket_oneself_sets_nothing_off(maya):
    assign(ticket=cast.ticket(), staff=maya, by=Actor.staff(maya))
    assert waiting_reactions("notifying.tell_the_assignee") == []


def test_imported_history_sets_nothing_off(maya, oskar):
    long_ago = clock.now() - timedelta(days=3)
    assign(ticket=cast.ticket(), staff=maya, by=Actor.staff(oskar), at=long_ago)
    assert waiting_reactions("notifying.tell_the_assignee") == []


def test_a_ticket_that_was_taken_back_is_not_announced(maya, oskar):
    ticket = cast.ticket()
    assign(ticket=ticket, staff=maya, by=Actor.staff(oskar))
    assign(ticket=ticket, staff=None, by=Actor.staff(oskar))
    react()
    assert told(maya) == []


def test_a_customers_answer_reaches_the_assignee_and_staff_who_follow(maya, oskar):
    ticket = cast.ticket("Webhooks arrive twice")
    assign(ticket=ticket, staff=maya, by=Actor.staff(maya))
    follow(ticket=ticket, by=Actor.staff(oskar), staff=oskar)
    follow(ticket=ticket, by=Actor.staff(oskar), email="ben@heron.example")
    for body in ("Any news?", "It is **worse** now."):
        receive_message(ticket=ticket, person=ticket.requester, body=body, channel="email")
    react()
    text = f"Ada Quist replied on #{ticket.number} Webhooks arrive twice"
    assert told(maya) == told(oskar) == [("customer_replied", text)]
    row = Notification.objects.get(staff=maya)
    assert (row.count, row.snippet) == (2, "It is worse now.")


def test_a_note_and_our_own_reply_are_no_customer_reply(maya, oskar):
    ticket = cast.ticket()
    assign(ticket=ticket, staff=maya, by=Actor.staff(maya))
    add_note(ticket=ticket, staff=oskar, body="I look into it.")
    assert told(maya) == []


def test_who_a_note_names_is_told(maya, oskar):
    ticket = cast.ticket("Webhooks arrive twice")
    note = add_note(ticket=ticket, staff=oskar, body="@Maya do you know this one?")
    fact = StaffMentioned(number=ticket.number, message_id=note.pk, staff_ids=[maya.pk, oskar.pk])
    record(fact, by=Actor.staff(oskar))
    react()
    text = f"Oskar Bello mentioned you on #{ticket.number} Webhooks arrive twice"
    assert ("mentioned", text) in told(maya)
    assert told(oskar) == []


def test_nobody_is_told_of_a_ticket_they_may_not_read(maya, oskar):
    ticket = cast.ticket()
    secret = cast.team("Legal")
    secret.private = True
    secret.save()
    ticket.team = secret
    ticket.save()
    note = add_note(ticket=ticket, staff=cast.staff("Ines Roth", role=Role.OWNER), body="Hush.")
    fact = StaffMentioned(number=ticket.number, message_id=note.pk, staff_ids=[maya.pk])
    record(fact, by=Actor.staff(oskar))
    react()
    assert told(maya) == []


def test_a_hold_that_is_over_is_a_follow_up_for_the_assignee(maya, oskar):
    ticket = cast.ticket("Webhooks arrive twice")
    assign(ticket=ticket, staff=maya, by=Actor.staff(maya))
    until = clock.now() + timedelta(days=3)
    set_status(ticket=ticket, status="hold", by=Actor.staff(maya), hold_until=until)
    react()
    assert told(maya) == []
    with clock.moved_to(until + timedelta(hours=1)):
        pass_time()
        react()
    assert told(maya) == [
        ("follow_up_due", f"The hold is over: #{ticket.number} Webhooks arrive twice")
    ]


def test_a_reminder_is_told_once_when_it_is_due(maya):
    ticket = cast.ticket("Webhooks arrive twice")
    remind(ticket=ticket, staff=maya, at=clock.now() + timedelta(hours=3))
    remind_due()
    assert told(maya) == []
    with clock.moved_to(clock.now() + timedelta(hours=4)):
        with stopped():
            remind_due()
        assert told(maya) == []
        remind_due()
        remind_due()
    text = f"You asked to be reminded of #{ticket.number} Webhooks arrive twice"
    assert told(maya) == [("follow_up_due", text)]
    assert Notification.objects.get().count == 1


def test_a_new_reminder_takes_the_place_of_the_old_and_can_be_removed(maya):
    ticket, now = cast.ticket(), clock.now()
    remind(ticket=ticket, staff=maya, at=now + timedelta(hours=1))
    remind(ticket=ticket, staff=maya, at=now + timedelta(hours=5))
    with clock.moved_to(now + timedelta(hours=2)):
        remind_due()
    assert told(maya) == []
    forget_reminder(ticket=ticket, staff=maya)
    with clock.moved_to(now + timedelta(hours=6)):
        remind_due()
    assert told(maya) == []
    assert mark_read(staff=maya) == []


def give(tickets, staff, by):
    chosen = Ticket.objects.filter(pk__in=[each.pk for each in tickets])
    changes = [checked_change("assignee", str(staff.pk))]
    environment = cast.environment()
    bulk.change_many(tickets=chosen, environment=environment, changes=changes, by=by)


def test_one_ticket_given_in_the_list_is_told_by_its_name(maya, oskar):
    ticket = cast.ticket("Webhooks arrive twice")
    give([ticket], maya, Actor.staff(oskar))
    react()
    react()
    text = f"Oskar Bello assigned you #{ticket.number} Webhooks arrive twice"
    assert told(maya) == [("assigned", text)]


def test_many_tickets_given_together_are_one_line(maya, oskar):
    give([cast.ticket(f"Ticket {number}") for number in range(7)], maya, Actor.staff(oskar))
    react()
    assert told(maya) == [("assigned", "Oskar Bello assigned you 7 tickets")]
    assert Notification.objects.get().url == "/inbox/mine"
    give([cast.ticket(f"More {number}") for number in range(7)], oskar, Actor.staff(oskar))
    react()
    assert told(oskar) == []
