"""What a change is, which fields there are, and applying one."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from clew.core.actors import Actor
from clew.tickets.models import Ticket


@dataclass(frozen=True)
class Change:
    """``value`` is JSON as ``checked_change`` gave it: text, a number, None, or a list of tags."""

    field: str
    value: Any

    def as_json(self) -> dict[str, Any]:
        return {"field": self.field, "value": self.value}


Apply = Callable[[Ticket, Any, Actor, datetime | None], Change | None]


@dataclass(frozen=True)
class ChangeField:
    """``check`` tidies a value or raises ValidationError; ``apply`` gives the inverse, if any."""

    name: str
    label: str
    check: Callable[[Any], Any]
    apply: Apply
    say: Callable[[Any], str]  # “Set status to Pending”


_fields: dict[str, ChangeField] = {}
_families: dict[str, Callable[[str], ChangeField | None]] = {}


def register(field: ChangeField) -> None:
    _fields[field.name] = field


def register_family(prefix: str, find: Callable[[str], ChangeField | None]) -> None:
    """Fields an admin defines: ``find`` gets what follows the prefix, as in ``field.region``."""
    _families[prefix] = find


def change_fields() -> list[ChangeField]:
    """Those that are always there, in the order of registration."""
    return list(_fields.values())


def checked_change(field: str, value: Any) -> Change:
    """Raises ValidationError, in words, for an unknown field or a value it cannot have."""
    return Change(field, _field(field).check(value))


def checked_changes(given: Iterable[Mapping[str, Any]]) -> list[Change]:
    """From JSON: ``[{"field": "status", "value": "pending"}]``. Raises ValidationError."""
    items = list(given)
    if not all(isinstance(item, Mapping) and "field" in item for item in items):
        raise ValidationError("Each change has a field and a value.")
    return [checked_change(str(item["field"]), item.get("value")) for item in items]


def apply_change(
    *, ticket: Ticket, change: Change, by: Actor, at: datetime | None = None
) -> Change | None:
    """The change that takes it back; None when it was so already.

    Raises ValidationError or PermissionDenied, in words. ``at`` backdates what is imported.
    """
    return _field(change.field).apply(ticket, change.value, by, at)


def apply_changes(
    *, ticket: Ticket, changes: Iterable[Change], by: Actor, at: datetime | None = None
) -> list[Change]:
    """All of them or none. Gives what takes them back, in the order to apply it."""
    with transaction.atomic():
        inverse = [apply_change(ticket=ticket, change=each, by=by, at=at) for each in changes]
    return [each for each in reversed(inverse) if each is not None]


def words(change: Change) -> str:
    """“Set status to Pending”; also for a field or value that is gone by now."""
    try:
        return _field(change.field).say(change.value)
    except ValidationError:
        return f"Set {change.field} to {change.value}"


def _field(name: str) -> ChangeField:
    if name in _fields:
        return _fields[name]
    for prefix, find in _families.items():
        if name.startswith(prefix) and (found := find(name.removeprefix(prefix))):
            return found
    known = ", ".join(_fields)
    raise ValidationError(f"A ticket has no “{name}” to change. Use one of: {known}.")
