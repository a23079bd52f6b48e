"""What lists may show of targets, and by what they may be grouped."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Case, IntegerField, Q, Value, When

from clew.core import clock
from clew.routing.conditions import breached_at
from clew.tickets.due import due_of
from clew.tickets.models import Ticket
from clew.tickets.queries.columns import Column, register_column
from clew.tickets.queries.orders import Grouping, Key, register_grouping

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
URGENCIES = (
    "Breached",
    "Due within the hour",
    "Due within a day",
    "Due later",
    "Paused",
    "No target",
)
LAST = len(URGENCIES) - 1
ESCALATIONS = {"": "Not escalated", "support": "With support", "engineering": "With engineering"}
PLACES = {"engineering": 0, "support": 1}


def _cases(now: datetime) -> list[When]:
    runs = Q(due_state="running", due_at__isnull=False)
    return [
        When(breached_at(now), then=Value(0)),
        When(runs & Q(due_at__lte=now + HOUR), then=Value(1)),
        When(runs & Q(due_at__lte=now + DAY), then=Value(2)),
        When(due_state="running", then=Value(3)),
        When(due_state="paused", then=Value(4)),
    ]


class Urgency(Case):
    """By the clock of the moment in which it is asked, not of the one that made the register."""

    def __init__(self) -> None:
        super().__init__(default=Value(LAST), output_field=IntegerField())

    def resolve_expression(self, *args: Any, **kwargs: Any) -> Any:
        asked = Case(*_cases(clock.now()), default=Value(LAST), output_field=IntegerField())
        return asked.resolve_expression(*args, **kwargs)


def urgency(ticket: Ticket) -> int:
    if ticket.due_state not in {"running", "breached"}:
        return LAST - 1 if ticket.due_state == "paused" else LAST
    if ticket.due_state == "breached":
        return 0
    if ticket.due_at is None:
        return 3
    left = ticket.due_at - clock.now()
    return next((at for at, most in enumerate((timedelta(), HOUR, DAY)) if left <= most), 3)


def state_words(ticket: Ticket) -> str:
    """“Next reply, running”."""
    due = due_of(ticket)
    if due is None:
        return ""
    state = {"ok": "running", "due": "running"}.get(due.tone, due.tone)
    return f"{due.note[:1].upper()}{due.note[1:]}, {state}"


DUE = ("due_at", "due_from", "due_state", "due_metric")
ESCALATED = Case(
    *(When(escalated_to=to, then=Value(place)) for to, place in PLACES.items()),
    default=Value(len(PLACES)),
    output_field=IntegerField(),
)


def register_lists() -> None:
    register_column(
        Column("due", "Due", lambda ticket: ticket.due_at, DUE),
        Column("target", "Target", state_words, (*DUE, "status")),
        Column(
            "escalated", "Escalated", lambda ticket: ticket.escalated_to.capitalize(),
            ("escalated_to",),
        ),
    )  # fmt: skip
    register_grouping(
        Grouping(
            "due",
            "Due",
            (Key(Urgency(), urgency, int, needs=DUE),),
            lambda ticket: URGENCIES[urgency(ticket)],
        ),
        Grouping(
            "escalated",
            "Escalated",
            (Key(
                ESCALATED, lambda ticket: PLACES.get(ticket.escalated_to, len(PLACES)), int,
                needs=("escalated_to",),
            ),),
            lambda ticket: ESCALATIONS.get(ticket.escalated_to, ticket.escalated_to),
        ),
    )  # fmt: skip
