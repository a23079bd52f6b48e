from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from clew.core import clock
from clew.core.actors import SYSTEM, Actor
from clew.core.facts import facts_about
from clew.tickets.actions import add_note, assign, receive_message, reply, set_status
from clew.tickets.models import Delivery, Ticket
from tests import cast

pytestmark = pytest.mark.django_db


def names(ticket):
    return [entry.fact.name.split(".")[1] for entry in facts_about(f"ticket/{ticket.number}")]


def test_the_first_reply_opens_the_ticket_and_takes_it():
    ticket, maya = cast.ticket(), cast.staff()
    message = reply(ticket=ticket, staff=maya, body="On it.")
    ticket.refresh_from_db()
    assert (ticket.status, ticket.assignee) == ("open", maya)
    assert (message.public, message.author_name) == (True, "Maya Lindholm")
    assert ticket.snippet == "On it."
    assert not ticket.waits_for_us
    assert names(ticket)[2:] == ["MessagePosted", "Assigned", "StatusChanged"]


def test_a_reply_can_set_the_status_and_leaves_an_owner_in_place():
    ticket, oskar = cast.ticket(), cast.staff("Oskar Bello")
    assign(ticket=ticket, staff=oskar, by=Actor.staff(oskar))
    reply(ticket=ticket, staff=cast.staff(), body="Does it work now?", status="pending")
    assert (ticket.status, ticket.assignee) == ("pending", oskar)


def test_light_agents_write_notes_only():
    ticket, lumi = cast.ticket(), cast.light_agent()
    with pytest.raises(PermissionDenied, match="internal notes only"):
        reply(ticket=ticket, staff=lumi, body="Hello")
    with pytest.raises(PermissionDenied, match="change tickets"):
        set_status(ticket=ticket, status="solved", by=Actor.staff(lumi))
    note = add_note(ticket=ticket, staff=lumi, body="I know this one.")
    assert note.is_note
    assert ticket.messages.count() == 2


def test_a_note_leaves_status_owner_and_snippet_alone():
    ticket = cast.ticket()
    add_note(ticket=ticket, staff=cast.staff(), body="Looks like the proxy.")
    ticket.refresh_from_db()
    assert (ticket.status, ticket.assignee, ticket.snippet) == (
        "new",
        None,
        "Since this morning.",
    )
    assert ticket.message_count == 2


@pytest.mark.parametrize(
    ("before", "after"),
    [("new", "new"), ("open", "open"), ("pending", "open"), ("hold", "open"), ("solved", "open")],
)
def test_the_customers_words_wake_a_ticket(before, after):
    ticket, ada = cast.ticket(), cast.person()
    until = clock.now() + timedelta(days=3) if before == "hold" else None
    set_status(ticket=ticket, status=before, by=Actor.staff(cast.staff()), hold_until=until)
    message = receive_message(ticket=ticket, person=ada, body="Still broken", channel="email")
    assert (ticket.status, message.ticket) == (after, ticket)
    assert ticket.waits_for_us
    assert ticket.solved_at is None


@pytest.mark.parametrize(("status", "days"), [("closed", 0), ("solved", 21)])
def test_words_on_what_is_long_over_open_a_follow_up(status, days):
    ticket, ada = cast.ticket(), cast.person()
    then = clock.now() - timedelta(days=days)
    set_status(ticket=ticket, status=status, by=SYSTEM, at=then)
    message = receive_message(ticket=ticket, person=ada, body="Again", channel="widget")
    assert message.ticket != ticket
    assert message.ticket.context == {"follow_up_of": ticket.number}
    assert message.ticket.subject == ticket.subject
    ticket.refresh_from_db()
    assert ticket.status == status


def test_a_closed_ticket_takes_no_reply():
    ticket, maya = cast.ticket(), cast.staff()
    set_status(ticket=ticket, status="closed", by=SYSTEM)
    with pytest.raises(ValidationError, match="Open a follow-up"):
        reply(ticket=ticket, staff=maya, body="One more thing")


def test_a_refused_reply_changes_nothing():
    ticket = cast.ticket()
    with pytest.raises(ValidationError):
        reply(ticket=ticket, staff=cast.staff(), body="Fine", status="sorted")
    ticket = Ticket.objects.get(pk=ticket.pk)
    assert (ticket.message_count, ticket.assignee) == (1, None)
    assert len(names(ticket)) == 2


def test_an_api_token_signs_with_its_name():
    by = Actor("token", "7", "Billing robot")
    message = reply(ticket=cast.ticket(), staff=None, by=by, body="Your invoice is paid.")
    assert (message.author_kind, message.author_name) == ("staff", "Billing robot")


def test_imported_replies_are_not_delivered_again(outbox_channel):
    reply(ticket=cast.ticket(), staff=cast.staff(), body="Old", created_at=clock.now())
    assert not Delivery.objects.exists()
