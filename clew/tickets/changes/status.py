"""Changes of the status. On hold always has a date: it is its own field, ``hold_until``."""

import re
from datetime import UTC, datetime, time, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.dateparse import parse_date, parse_datetime

from clew.core import clock
from clew.core.actors import Actor
from clew.tickets import actions
from clew.tickets.changes.vocabulary import Change, ChangeField
from clew.tickets.models import Status, Ticket
from clew.tickets.validation import checked_choice

DAYS = re.compile(r"\+(\d{1,3})d")  # “+3d”: three days from when it is applied
MORNING = time(8, tzinfo=UTC)  # of a date without a time


def _status(value: Any) -> str:
    return checked_choice("status", str(value), Status)


def _hold_until(value: Any) -> str:
    """ISO 8601, or ``+3d``."""
    text = str(value or "").strip()
    if DAYS.fullmatch(text):
        return text
    return _moment(text).isoformat()


def _moment(text: str) -> datetime:
    try:
        moment, day = parse_datetime(text), parse_date(text)
    except ValueError:
        moment, day = None, None
    if moment is not None:
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    if day is None:
        raise ValidationError({"hold_until": "Choose the day on which the ticket wakes up."})
    return datetime.combine(day, MORNING)


def wake_up(value: str) -> datetime:
    if found := DAYS.fullmatch(value):
        return clock.now() + timedelta(days=int(found.group(1)))
    return _moment(value)


def _apply_status(ticket: Ticket, value: Any, by: Actor, at: datetime | None) -> Change | None:
    before = _now(ticket)
    if not actions.set_status(ticket=ticket, status=value, by=by, at=at):
        return None
    return before


def _apply_hold(ticket: Ticket, value: Any, by: Actor, at: datetime | None) -> Change | None:
    before, until = _now(ticket), wake_up(value)
    if not actions.set_status(ticket=ticket, status=Status.HOLD, by=by, at=at, hold_until=until):
        return None
    return before


def _now(ticket: Ticket) -> Change:
    """What brings the ticket back to where it is."""
    until = ticket.hold_until
    if ticket.status == Status.HOLD and until:
        return Change("hold_until", until.isoformat())
    return Change("status", str(ticket.status))


def _say_hold(value: str) -> str:
    if found := DAYS.fullmatch(value):
        days = int(found.group(1))
        return f"Put on hold for {days} {'day' if days == 1 else 'days'}"
    return f"Put on hold until {_moment(value):%-d %B %Y}"


FIELDS = (
    ChangeField(
        "status",
        "Status",
        _status,
        _apply_status,
        lambda value: f"Set status to {Status(value).label}",
    ),
    ChangeField("hold_until", "On hold until", _hold_until, _apply_hold, _say_hold),
)
