"""What views, filters and rules may ask about targets, priority and escalation.

All of it, the priority set by hand aside, is on the ticket's own row: no condition joins.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from django.db.models import Exists, OuterRef, Q

from clew.core import clock
from clew.routing.models import Standing
from clew.routing.models.standing import PriorityBy
from clew.tickets.conditions import ConditionField, Kind, Test, register
from clew.tickets.conditions.times import moment_of, span_of
from clew.tickets.due import METRICS

SECTION = "Targets"
STATES = (
    ("running", "Running"),
    ("breached", "Breached"),
    ("paused", "Paused"),
    ("none", "No target"),
)
ESCALATIONS = (("no", "No"), ("support", "To support"), ("engineering", "To engineering"))
ON_METRICS = tuple((name, words[:1].upper() + words[1:]) for name, words in METRICS.items())


def breached_at(now: datetime) -> Q:
    """Whether or not the clock has been told of it yet."""
    return Q(due_state="breached") | Q(due_state="running", due_at__isnull=False, due_at__lte=now)


def target_state(test: Test) -> Q:
    now = clock.now()
    asked = {
        "running": Q(due_state="running") & ~breached_at(now),
        "breached": breached_at(now),
        "paused": Q(due_state="paused"),
        "none": ~Q(due_state__in=("running", "breached", "paused")),
    }
    return Q(*(asked[value] for value in test.value), _connector=Q.OR)


def due(test: Test) -> Q:
    """“within the next 4 hours” is of what is not over yet; that has a field of its own."""
    known = Q(due_at__isnull=False)
    if test.operator == "set":
        return known
    now = clock.now()
    if test.operator == "next":
        return known & Q(due_at__gt=now, due_at__lte=now + span_of(test.value))
    if test.operator == "overdue":
        return known & Q(due_at__lt=now - span_of(test.value))
    lookup = "gte" if test.operator == "after" else "lt"
    return known & Q(**{f"due_at__{lookup}": moment_of(test.value)})


def escalated(test: Test) -> Q:
    if test.operator == "set":
        return ~Q(escalated_to="")
    return Q(escalated_to__in=["" if value == "no" else value for value in test.value])


def priority_by_hand(_: Test) -> Q:
    of_ticket = Standing.objects.filter(ticket=OuterRef("pk"), priority_by=PriorityBy.PERSON)
    return Q(Exists(of_ticket))


def _closed(
    name: str, label: str, holds: Callable[[Test], Q], choices: tuple[tuple[str, str], ...]
) -> ConditionField:
    return ConditionField(
        name, label, Kind.CHOICE, holds, choices=lambda: choices, closed=True, section=SECTION
    )


def _yes_no(name: str, label: str, holds: Callable[[Test], Q]) -> ConditionField:
    return ConditionField(name, label, Kind.YES_NO, holds, section=SECTION)


def register_conditions() -> None:
    register(
        _closed("target", "Target", target_state, STATES),
        _closed("metric", "Next target", lambda test: Q(due_metric__in=test.value), ON_METRICS),
        ConditionField("due", "Due", Kind.AHEAD, due, clearable=True, section=SECTION),
        _yes_no("breached", "Breached", lambda _: breached_at(clock.now())),
        replace(_closed("escalated", "Escalated", escalated, ESCALATIONS), clearable=True),
        _yes_no("plan_unknown", "Plan unknown", lambda _: Q(plan_unknown=True)),
        _yes_no("priority_by_hand", "Priority set by hand", priority_by_hand),
    )
