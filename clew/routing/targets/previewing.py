"""Targets of a ticket that does not exist: what would be promised, and what would come of it.

Pure: nothing is stored. The API and the editor's “try it” ask here.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from clew.routing.targets.deriving import derive
from clew.routing.targets.preview_events import AskedEvent, events_of
from clew.routing.targets.preview_rules import rules_for
from clew.routing.targets.preview_values import (
    checked_instant,
    escalation,
    named,
    one_of,
    owned_properties,
)
from clew.routing.targets.vocabulary import Event, History, Ledger, Situation
from clew.tickets.models import Kind, Priority, Severity


@dataclass(frozen=True, kw_only=True)
class Asked:
    """``policy`` "": those in force, or none at all when ``target_minutes`` says what is promised.

    ``priority`` is one set by hand. ``calendar`` is JSON or the slug of a known one, and counts
    for every target. ``pausing_statuses`` are those of every metric but the first reply.
    """

    created_at: datetime
    events: Sequence[AskedEvent] = ()
    now: datetime | None = None
    policy: str = ""
    plan: str | None = None
    severity: str = Severity.MEDIUM
    priority: str | None = None
    escalated: bool | str = False
    properties: Mapping[str, Any] = field(default_factory=dict)
    kind: str = "support"
    area: str = ""
    channel: str = "api"
    tags: Sequence[str] = ()
    opened_by: str = "customer"
    calendar: Mapping[str, Any] | str | None = None
    target_minutes: Mapping[str, int | None] = field(default_factory=dict)
    pausing_statuses: Sequence[str] | None = None


def previewed(asked: Asked, *, in_force: Mapping[str, Any], clock: datetime) -> Ledger:
    """``in_force``: the content of the policies. Raises ValidationError by field."""
    opened_at = checked_instant("created_at", asked.created_at)
    events = events_of(asked.events, opened_at=opened_at)
    rules = rules_for(
        in_force,
        policy=asked.policy,
        calendar=asked.calendar,
        target_minutes=asked.target_minutes,
        pausing_statuses=asked.pausing_statuses,
    )
    opener = one_of("opened_by", asked.opened_by, ["customer", "staff"])
    history = History(
        opened_at=opened_at,
        opened_by_customer=opener == "customer",
        situation=_situation(asked),
        events=tuple(events),
    )
    return derive(history, lambda _: rules, _now(asked, opened_at, events, clock))


def _situation(asked: Asked) -> Situation:
    return Situation(
        plan=asked.plan or None,
        severity=one_of("severity", asked.severity, Severity.values),
        priority=one_of("priority", asked.priority, Priority.values) if asked.priority else None,
        kind=one_of("kind", asked.kind, Kind.values),
        area=asked.area,
        channel=asked.channel,
        tags=frozenset(asked.tags),
        escalated=escalation("escalated", asked.escalated),
        properties=owned_properties(asked.properties),
    )


def _now(asked: Asked, opened_at: datetime, events: Sequence[Event], clock: datetime) -> datetime:
    """Asked for, or the clock's; later when the ticket is."""
    if asked.now is None:
        return max([clock, opened_at, *(event.at for event in events)])
    now = checked_instant("now", asked.now)
    if now < opened_at:
        raise named("now", "is before created_at. Give a later time, or leave it out.")
    return now
