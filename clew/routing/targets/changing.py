"""Events in their order, and a situation after parts of it changed."""

from collections.abc import Iterable
from dataclasses import fields, replace
from typing import Any

from clew.routing.targets.vocabulary import Event, Happening, Situation

KNOWN = frozenset(field.name for field in fields(Situation))


def changed_situation(before: Situation, value: dict[str, Any]) -> Situation:
    """Parts that a situation does not have are passed over."""
    parts = {key: each for key, each in value.items() if key in KNOWN}
    if "tags" in parts:
        parts["tags"] = frozenset(parts["tags"])
    if isinstance(escalated := parts.get("escalated"), bool):
        parts["escalated"] = (before.escalated or "support") if escalated else ""
    return replace(before, **parts)


def in_order(events: Iterable[Event]) -> list[Event]:
    """By time. Words of a customer and what they make of the status are one happening: they wait
    in the status that they bring about, not for an instant in the one before.
    """
    ordered = sorted(events, key=lambda each: each.at)
    for place in range(1, len(ordered)):
        before, event = ordered[place - 1], ordered[place]
        if (
            event.kind is Happening.STATUS
            and before.kind is Happening.CUSTOMER_REPLY
            and before.at == event.at
        ):
            ordered[place - 1], ordered[place] = event, before
    return ordered
