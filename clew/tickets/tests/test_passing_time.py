"""Waking, reminding, solving and closing by the clock, as ``clew tick`` runs it."""

from datetime import timedelta

import pytest

from clew.core import clock
from clew.core.actors import SYSTEM, Actor
from clew.core.options import set_options
from clew.tickets.actions import receive_message, reply, set_status
from clew.tickets.actions.status import move
from clew.tickets.deliveries import send_due
from clew.tickets.models import Delivery, Message, Ticket
from clew.tickets.passing_time import pass_time
from clew.tickets.queries import conversation, public_messages
from config.control import run_tick
from tests import cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def by():
    return Actor.staff(cast.staff())


def later(**ago):
    """The clock, moved on by so much, and everything that is due by then done."""
    with clock.moved_to(clock.now() + timedelta(**ago)):
        return pass_time()


def told(ticket):
    return [change.text for entry in conversation(ticket) for change in entry.changes]


def test_a_held_ticket_wakes_up_on_its_date(by):
    ticket = cast.ticket()
    until = clock.now() + timedelta(days=3)
    reason = "waiting for the vendor"
    set_status(ticket=ticket, status="hold", by=by, hold_until=until, reason=reason)
    assert told(ticket) == [
        f"Maya Lindholm put it on hold until {until.day} {until:%b}: waiting for the vendor"
    ]
    assert later(days=2) == 0
    assert later(days=3, minutes=1) == 1
    ticket.refresh_from_db()
    assert (ticket.status, ticket.hold_until) == ("open", None)
    assert told(ticket)[-1] == "Clew woke it up as planned"
    assert later(days=9) == 0


def test_a_new_date_moves_the_waking(by):
    ticket, now = cast.ticket(), clock.now()
    set_status(ticket=ticket, status="hold", by=by, hold_until=now + timedelta(days=3))
    assert set_status(ticket=ticket, status="hold", by=by, hold_until=now + timedelta(days=6))
    assert "moved its wake-up from" in told(ticket)[-1]
    assert later(days=4) == 0
    assert later(days=7) == 1


def test_the_customer_is_reminded_once_and_the_ticket_goes_on_waiting(by, outbox_channel):
    ticket = cast.ticket()
    reply(ticket=ticket, staff=cast.staff(), body="Does it work now?", status="pending")
    send_due()
    assert later(days=4, hours=23) == 0
    assert later(days=5, minutes=1) == 1
    assert later(days=5, minutes=2) == 0
    ticket.refresh_from_db()
    reminder = Message.objects.latest("pk")
    assert (reminder.public, reminder.author_kind) == (True, "system")
    assert "in 2 days" in reminder.body
    assert "{" not in reminder.body
    assert (ticket.status, ticket.last_message_by) == ("pending", "staff")
    assert ticket.snippet == "Does it work now?"
    assert reminder in public_messages(ticket)
    assert Delivery.objects.filter(message=reminder).count() == 1
    with clock.moved_to(clock.now() + timedelta(days=5, minutes=1)):
        send_due()
    assert len(outbox_channel.sent) == 2


def test_a_pending_ticket_is_solved_after_a_week_without_an_answer(by):
    ticket = cast.ticket()
    reply(ticket=ticket, staff=cast.staff(), body="Does it work now?", status="pending")
    assert later(days=5, hours=1) == 1
    assert later(days=7, minutes=1) == 1
    ticket.refresh_from_db()
    assert ticket.status == "solved"
    assert told(ticket)[-1] == "Clew solved it after 7 days without an answer"


def test_an_answer_stops_the_clock_and_another_word_of_ours_winds_it_up(by):
    answered, asked = cast.ticket(), cast.ticket()
    for ticket in (answered, asked):
        set_status(ticket=ticket, status="pending", by=by)
    with clock.moved_to(clock.now() + timedelta(days=4)):
        receive_message(ticket=answered, person=cast.person(), body="No", channel="email")
        reply(ticket=asked, staff=cast.staff(), body="One more idea: restart it.")
    assert later(days=7, hours=1) == 0
    assert later(days=9, hours=1) == 1
    assert later(days=11, hours=1) == 1
    answered.refresh_from_db()
    asked.refresh_from_db()
    assert (answered.status, asked.status) == ("open", "solved")


def test_a_solved_ticket_closes_when_it_can_no_longer_reopen(by):
    ticket = cast.ticket()
    set_status(ticket=ticket, status="solved", by=by)
    assert later(days=19) == 0
    assert later(days=20, minutes=1) == 1
    ticket.refresh_from_db()
    assert ticket.status == "closed"
    assert ticket.solved_at
    assert told(ticket)[-1] == "Clew closed it 20 days after it was solved"


def test_the_numbers_and_the_text_are_settings(by):
    values = {
        "tickets.pending_reminder_after": 1,
        "tickets.pending_solved_after": 2,
        "tickets.reopen_window": 3,
        "tickets.pending_reminder_text": "{name}, {days} to go.",
    }
    set_options(values=values, by=SYSTEM)
    ticket = cast.ticket(verified=True)
    set_status(ticket=ticket, status="pending", by=by)
    assert later(days=1, minutes=1) == 1
    assert Message.objects.latest("pk").body == "Ada Quist, 1 day to go."
    assert later(days=2, minutes=1) == 1
    assert later(days=5, minutes=2) == 1
    assert Ticket.objects.get().status == "closed"


def test_zero_turns_the_reminder_and_the_solving_off(by):
    values = {"tickets.pending_reminder_after": 0, "tickets.pending_solved_after": 0}
    set_options(values=values, by=SYSTEM)
    set_status(ticket=cast.ticket(), status="pending", by=by)
    assert later(days=80) == 0


def test_whom_nobody_proved_is_not_called_by_name(by):
    ticket = cast.ticket(verified=False)
    set_status(ticket=ticket, status="pending", by=by)
    later(days=5, minutes=1)
    assert Message.objects.latest("pk").body.startswith("Hi there,")


def test_it_runs_by_tick(by):
    ticket = cast.ticket()
    until = clock.now() + timedelta(days=1)
    set_status(ticket=ticket, status="hold", by=by, hold_until=until)
    ran = run_tick((until + timedelta(minutes=1)).isoformat())
    assert "wake, remind about, solve and close tickets" in ran
    ticket.refresh_from_db()
    assert ticket.status == "open"


def test_one_that_fails_does_not_hold_up_the_others(by, monkeypatch):
    first, second = cast.ticket(), cast.ticket()
    for ticket in (first, second):
        until = clock.now() + timedelta(days=1)
        set_status(ticket=ticket, status="hold", by=by, hold_until=until)
    monkeypatch.setattr("clew.tickets.passing_time.move", _fails_for(first.pk))
    assert later(days=2) == 1
    second.refresh_from_db()
    assert second.status == "open"


def _fails_for(pk):
    def moving(ticket, after, **given):
        if ticket.pk == pk:
            raise RuntimeError("No room")
        return move(ticket, after, **given)

    return moving
