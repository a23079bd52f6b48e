"""Moves by people: wake-up dates, taking back, final tickets, follow-ups."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from clew.core import clock
from clew.core.actors import SYSTEM, Actor
from clew.tickets.actions import (
    add_note,
    add_tags,
    assign,
    confirm_solved,
    follow,
    follow_up_by_staff,
    receive_message,
    reply,
    set_property,
    set_status,
    set_team,
    undo_status,
)
from clew.tickets.models import Message, Ticket, TicketLink
from clew.tickets.queries import conversation
from tests import cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def maya():
    return cast.staff()


@pytest.fixture
def by(maya):
    return Actor.staff(maya)


@pytest.fixture
def over():
    """A ticket with everything that is worth carrying on, closed."""
    ticket = cast.ticket(
        kind="bug",
        area="Webhooks",
        severity="high",
        tags=["eu-west"],
        context={"plan": "scale", "url": "https://app.heron.example/x"},
        verified=True,
        reply_address="ada@heron.example",
    )
    oskar = cast.staff("Oskar Bello")
    set_team(ticket=ticket, team=cast.team(), by=SYSTEM)
    assign(ticket=ticket, staff=oskar, by=Actor.staff(oskar))
    set_status(ticket=ticket, status="solved", by=Actor.staff(oskar))
    set_status(ticket=ticket, status="closed", by=SYSTEM)
    return ticket


def in_days(days):
    return clock.now() + timedelta(days=days)


def told(ticket):
    return [change.text for entry in conversation(ticket) for change in entry.changes]


@pytest.mark.parametrize(
    ("days", "words"), [(None, "needs a date"), (-1, "in the future"), (32, "31 days at most")]
)
def test_on_hold_needs_a_date_in_reach(by, days, words):
    ticket = cast.ticket()
    until = None if days is None else in_days(days)
    with pytest.raises(ValidationError, match=words):
        set_status(ticket=ticket, status="hold", by=by, hold_until=until)
    assert Ticket.objects.get().status == "new"


def test_a_reply_can_put_on_hold(maya):
    ticket = cast.ticket()
    until = in_days(3)
    given = {"status": "hold", "hold_until": until, "reason": "the vendor"}
    reply(ticket=ticket, staff=maya, body="We asked them.", **given)
    assert (ticket.status, ticket.hold_until) == ("hold", until)
    assert told(ticket)[-1].endswith(": the vendor")
    with pytest.raises(ValidationError, match="needs a date"):
        reply(ticket=cast.ticket(), staff=maya, body="Later.", status="hold")
    assert Message.objects.filter(body="Later.").count() == 0


@pytest.mark.parametrize(("status", "words"), [("new", "new only once"), ("closed", "by itself")])
def test_what_nobody_sets_by_hand(by, status, words):
    ticket = cast.ticket()
    set_status(ticket=ticket, status="open", by=SYSTEM)
    with pytest.raises(ValidationError, match=words):
        set_status(ticket=ticket, status=status, by=by)


@pytest.mark.parametrize("status", ["open", "pending", "solved"])
def test_the_last_move_can_be_taken_back_even_to_new(by, status):
    ticket = cast.ticket()
    set_status(ticket=ticket, status=status, by=by)
    assert undo_status(ticket=ticket, by=by, to="new")
    ticket = Ticket.objects.get()
    assert (ticket.status, ticket.solved_at, ticket.pending_since) == ("new", None, None)
    assert told(ticket)[-1] == "Maya Lindholm took it back to New"


def test_taking_back_restores_what_the_clock_goes_by(by):
    ticket = cast.ticket()
    with clock.moved_to(in_days(-3)):
        set_status(ticket=ticket, status="pending", by=by)
    since, changed = ticket.pending_since, ticket.status_changed_at
    set_status(ticket=ticket, status="solved", by=by)
    undo_status(ticket=ticket, by=by)
    ticket = Ticket.objects.get()
    assert (ticket.status, ticket.pending_since) == ("pending", since)
    assert (ticket.status_changed_at, ticket.solved_at) == (changed, None)


def test_taking_back_is_for_whoever_moved_it_and_for_ten_minutes(by):
    ticket, oskar = cast.ticket(), Actor.staff(cast.staff("Oskar Bello"))
    set_status(ticket=ticket, status="open", by=by)
    for who in (oskar, SYSTEM):
        with pytest.raises(ValidationError, match="Set it instead"):
            undo_status(ticket=ticket, by=who)
    with clock.moved_to(clock.now() + timedelta(minutes=11)):
        with pytest.raises(ValidationError, match="more than 10 minutes ago"):
            undo_status(ticket=ticket, by=by)
        with pytest.raises(ValidationError, match="new only once"):
            set_status(ticket=ticket, status="new", by=by)
    assert set_status(ticket=ticket, status="new", by=by), "a plain return within the time"


def test_a_second_move_in_between_is_not_taken_back(by):
    ticket = cast.ticket()
    set_status(ticket=ticket, status="open", by=by)
    set_status(ticket=ticket, status="pending", by=SYSTEM)
    with pytest.raises(ValidationError, match="changed the status since"):
        undo_status(ticket=ticket, by=by, to="new")


@pytest.mark.parametrize(
    "change",
    [
        lambda ticket, by: set_status(ticket=ticket, status="open", by=by),
        lambda ticket, by: assign(ticket=ticket, staff=None, by=by),
        lambda ticket, by: set_team(ticket=ticket, team=None, by=by),
        lambda ticket, by: set_property(ticket=ticket, field="severity", value="low", by=by),
        lambda ticket, by: add_tags(ticket=ticket, tags=["late"], by=by),
        lambda ticket, by: follow(ticket=ticket, email="bo@heron.example", by=by),
        lambda ticket, by: reply(ticket=ticket, staff=cast.staff(), body="One more", by=by),
        lambda ticket, by: add_note(ticket=ticket, staff=cast.staff(), body="Hm", by=by),
        lambda ticket, by: undo_status(ticket=ticket, by=by),
    ],
)
def test_a_closed_ticket_is_final(over, by, change):
    before = Ticket.objects.filter(pk=over.pk).values().get()
    with pytest.raises(ValidationError):
        change(over, by)
    assert Ticket.objects.filter(pk=over.pk).values().get() == before


def test_a_customers_words_on_it_go_on_in_a_follow_up_that_knows_everything(over):
    ada = over.requester
    new = receive_message(ticket=over, person=ada, body="It is back", channel="email").ticket
    assert new != over
    for name in ("kind", "area", "severity", "team", "assignee", "tags", "account", "verified"):
        assert getattr(new, name) == getattr(over, name), name
    assert new.reply_address == "ada@heron.example"
    assert new.context == {"plan": "scale", "follow_up_of": over.number}
    assert TicketLink.objects.get(kind="follow_up").other == over
    assert any(f"#{over.number}" in text for text in told(new))
    assert any(f"#{new.number}" in text for text in told(over))
    again = receive_message(ticket=over, person=ada, body="Hello?", channel="email")
    assert again.ticket == new, "it has a follow-up already"


def test_an_owner_who_left_does_not_get_the_follow_up(over):
    over.assignee.is_active = False
    over.assignee.save()
    new = receive_message(ticket=over, person=over.requester, body="x", channel="email").ticket
    assert new.assignee is None


def test_staff_go_on_in_one_click_and_a_second_click_opens_nothing(over, maya):
    new = follow_up_by_staff(ticket=over, staff=maya)
    assert (new.requester, new.assignee, new.team) == (over.requester, maya, over.team)
    note = new.messages.get()
    assert (note.public, note.staff) == (False, maya)
    assert not new.waits_for_us
    assert follow_up_by_staff(ticket=over, staff=maya) == new
    with pytest.raises(ValidationError, match="not over yet"):
        follow_up_by_staff(ticket=new, staff=maya)
    with pytest.raises(PermissionDenied):
        follow_up_by_staff(ticket=over, staff=cast.light_agent())


def test_words_on_a_merged_ticket_are_written_on_the_survivor():
    ada, survivor, merged = cast.person(), cast.ticket(), cast.ticket()
    set_status(ticket=merged, status="closed", by=SYSTEM)
    Ticket.objects.filter(pk=merged.pk).update(merged_into=survivor)
    message = receive_message(ticket=merged, person=ada, body="And?", channel="email")
    assert message.ticket == survivor


def test_a_customer_confirms(maya):
    ticket = cast.ticket()
    with pytest.raises(ValidationError, match="Nobody has answered"):
        confirm_solved(ticket=ticket, person=cast.person())
    reply(ticket=ticket, staff=maya, body="Try this.", status="pending")
    assert confirm_solved(ticket=ticket, person=cast.person())
    assert not confirm_solved(ticket=ticket, person=cast.person())
    assert told(ticket)[-1] == "Ada Quist confirmed that it is solved"
