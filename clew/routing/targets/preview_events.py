"""What happens to a ticket that is only tried out, as a ledger is derived from it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from clew.routing.targets.preview_values import (
    checked_instant,
    escalation,
    named,
    one_of,
    owned_properties,
)
from clew.routing.targets.vocabulary import Event, Happening
from clew.tickets.models import Kind, Priority, Severity, Status

MAX_EVENTS = 2000
SAID = {"agent_reply", "customer_reply", "note", "merged"}
REOPENED = {"pending", "hold", "solved"}  # by the customer's words


@dataclass(frozen=True, kw_only=True)
class AskedEvent:
    at: datetime
    kind: str
    value: Any = None


def events_of(asked: Sequence[AskedEvent], *, opened_at: datetime) -> list[Event]:
    """In the order of their times. Raises ValidationError by field."""
    if len(asked) > MAX_EVENTS:
        raise named("events", f"give at most {MAX_EVENTS} events.")
    events = [_event(each, f"events.{index}", opened_at) for index, each in enumerate(asked)]
    return list(_reopening(sorted(events, key=lambda each: each.at)))


def _event(asked: AskedEvent, where: str, opened_at: datetime) -> Event:
    at = checked_instant(f"{where}.at", asked.at)
    if at < opened_at:
        raise named(f"{where}.at", "is before created_at. Nothing happens to a ticket before it.")
    if asked.kind in SAID:
        return Event(at, Happening(asked.kind))
    one_of(f"{where}.kind", asked.kind, [*sorted(SAID), "status", *CHANGES])
    if asked.kind == "status":
        return Event(at, Happening.STATUS, one_of(f"{where}.value", asked.value, Status.values))
    value = CHANGES[asked.kind](f"{where}.value", asked.value)
    return Event(at, Happening.CHANGE, {asked.kind: value})


def _reopening(events: Sequence[Event]) -> Iterator[Event]:
    """A customer who writes opens the ticket again, as it does in the inbox."""
    status: Any = Status.NEW
    for event in events:
        if event.kind == Happening.STATUS:
            status = event.value
        elif event.kind == Happening.CUSTOMER_REPLY and status in REOPENED:
            status = Status.OPEN
            yield Event(event.at, Happening.STATUS, str(status))
        yield event


def _severity(where: str, value: Any) -> str:
    return one_of(where, value, Severity.values)


def _priority(where: str, value: Any) -> str | None:
    """Set by hand; empty: the policy derives it again."""
    return one_of(where, value, Priority.values) if value else None


def _kind(where: str, value: Any) -> str:
    return one_of(where, value, Kind.values)


def _escalated(where: str, value: Any) -> str:
    """Without a value it is escalated; ``false`` ends it."""
    return escalation(where, True if value is None else value)


def _plan(where: str, value: Any) -> str | None:
    return _text(where, value) or None


def _text(where: str, value: Any) -> str:
    if value is not None and not isinstance(value, str):
        raise named(where, "write a text.")
    return value or ""


def _tags(where: str, value: Any) -> frozenset[str]:
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        raise named(where, "write a list of tags.")
    return frozenset(value)


def _properties(where: str, value: Any) -> Mapping[str, Mapping[str, Any]]:
    if not isinstance(value, Mapping):
        raise named(where, "write an object of properties.")
    return owned_properties(value)


CHANGES = {
    "severity": _severity,
    "plan": _plan,
    "escalated": _escalated,
    "priority": _priority,
    "tags": _tags,
    "properties": _properties,
    "kind": _kind,
    "area": _text,
}
