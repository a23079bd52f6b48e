"""What happens to tickets because time passes: waking, reminding, solving, closing.

Each ticket has its own transaction, is locked, and is asked again whether it is due: running
twice, or at once in two processes, does each thing once.
"""

import time
from collections.abc import Callable
from datetime import datetime, timedelta
from enum import StrEnum

import structlog
from django.db import transaction
from django.db.models import Q

from clew.core import clock
from clew.core.actors import SYSTEM, Actor
from clew.core.jobs import stopping
from clew.tickets.actions.automatic import remind_customer
from clew.tickets.actions.status import move
from clew.tickets.models import Status, Ticket
from clew.tickets.options import PENDING_REMINDER, PENDING_SOLVED, REOPEN_WINDOW

PIECE = 200  # tickets looked up at once
AT_MOST = 20.0  # seconds; the next run goes on with what is left
log = structlog.get_logger(__name__)
Act = Callable[[Ticket, datetime], object]


class ClockRule(StrEnum):
    """What is done here, by names that facts carry: automations show each as a rule."""

    WAKE = "wake"
    REMIND = "remind"
    SOLVE = "solve"
    CLOSE = "close"

    @property
    def actor(self) -> Actor:
        return Actor(SYSTEM.kind, f"clock/{self}", SYSTEM.name)


def pass_time() -> int:
    """Everything that is due. Returns how many tickets it touched."""
    return wake_held() + solve_pending() + remind_pending() + close_solved()


def wake_held() -> int:
    due = Q(status=Status.HOLD, hold_until__lte=clock.now())
    by = ClockRule.WAKE
    return _each(due, lambda ticket, at: _moved(ticket, Status.OPEN, "as planned", at, by))


def solve_pending() -> int:
    days = PENDING_SOLVED.value()
    reason = f"after {_days(days)} without an answer"
    due = Q(status=Status.PENDING, pending_since__lte=_ago(days))
    if not days:
        return 0
    by = ClockRule.SOLVE
    return _each(due, lambda ticket, at: _moved(ticket, Status.SOLVED, reason, at, by))


def remind_pending() -> int:
    """Not when it is solved on the same day or earlier: the reminder announces the solving."""
    days, solved = PENDING_REMINDER.value(), PENDING_SOLVED.value()
    if not days or 0 < solved <= days:
        return 0
    due = Q(status=Status.PENDING, pending_since__lte=_ago(days), pending_reminded_at__isnull=True)
    return _each(due, lambda ticket, at: remind_customer(ticket, at=at, by=ClockRule.REMIND.actor))


def close_solved() -> int:
    days = REOPEN_WINDOW.value()
    reason = f"{_days(days)} after it was solved"
    due = Q(status=Status.SOLVED, solved_at__lt=_ago(days))
    return _each(due, lambda ticket, at: _moved(ticket, Status.CLOSED, reason, at, ClockRule.CLOSE))


def _moved(ticket: Ticket, after: Status, reason: str, at: datetime, by: ClockRule) -> bool:
    return move(ticket, after, by=by.actor, at=at, reason=reason)


def _ago(days: int) -> datetime:
    return clock.now() - timedelta(days=days)


def _days(count: int) -> str:
    return "1 day" if count == 1 else f"{count} days"


def _each(due: Q, act: Act) -> int:
    done, last, started = 0, 0, time.monotonic()
    while time.monotonic() - started < AT_MOST:
        found = Ticket.objects.filter(due, pk__gt=last).order_by("pk")
        piece = list(found.values_list("pk", flat=True)[:PIECE])
        done += sum(_one(pk, due, act) for pk in piece if not stopping.is_set())
        if len(piece) < PIECE or stopping.is_set():
            break
        last = piece[-1]
    return done


def _one(pk: int, due: Q, act: Act) -> bool:
    """A ticket that fails must not hold up the ones behind it."""
    try:
        with transaction.atomic():
            rows = Ticket.objects.select_for_update(skip_locked=True, of=("self",))
            ticket = rows.select_related("requester").filter(due, pk=pk).first()
            if ticket is None:
                return False
            act(ticket, clock.now())
    except Exception:
        log.exception("tickets.time_failed", ticket=pk)
        return False
    return True
