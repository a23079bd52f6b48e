"""A situation, after parts of it changed."""

from dataclasses import fields, replace
from typing import Any

from clew.routing.targets.vocabulary import Situation

KNOWN = frozenset(field.name for field in fields(Situation))


def changed_situation(before: Situation, value: dict[str, Any]) -> Situation:
    """Parts that a situation does not have are passed over."""
    parts = {key: each for key, each in value.items() if key in KNOWN}
    if "tags" in parts:
        parts["tags"] = frozenset(parts["tags"])
    if isinstance(escalated := parts.get("escalated"), bool):
        parts["escalated"] = (before.escalated or "support") if escalated else ""
    return replace(before, **parts)
