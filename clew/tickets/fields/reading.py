"""Which fields there are, which a ticket shows, and what it still needs."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError

from clew.people.models import Staff
from clew.tickets.fields.values import is_filled
from clew.tickets.models import FieldKind, Status, Ticket, TicketField

BEFORE = {
    Status.OPEN: "opening it",
    Status.PENDING: "setting it pending",
    Status.HOLD: "putting it on hold",
    Status.SOLVED: "solving",
    Status.CLOSED: "closing",
}


def definitions(*, retired: bool = False) -> list[TicketField]:
    """In the order admins gave them, in one statement."""
    rows = TicketField.objects.all()
    return list(rows if retired else rows.filter(active=True))


def definition_of(slug: str) -> TicketField:
    """Raises ValidationError when there is none, also for a retired one."""
    clean = slug.replace("\x00", "")
    if (found := TicketField.objects.filter(slug=clean, active=True).first()) is None:
        raise ValidationError({f"field.{slug}": f"There is no ticket field “{slug}”."})
    return found


def applies(field: TicketField, area: str) -> bool:
    return field.active and (not field.areas or area in field.areas)


def missing_fields(ticket: Ticket, status: str) -> list[str]:
    """Labels of what must be filled in before the ticket moves to ``status``. One statement."""
    asked = TicketField.objects.filter(active=True, required_on__contains=[status])
    return [
        field.label
        for field in asked
        if applies(field, ticket.area) and not is_filled(ticket.fields.get(field.slug))
    ]


def refuse_missing(ticket: Ticket, status: str) -> None:
    """Raises ValidationError: “Fill in “Root cause” before solving.”"""
    if missing := missing_fields(ticket, status):
        named = " and ".join(f"“{label}”" for label in missing)
        moving = BEFORE.get(Status(status), f"setting it {Status(status).label.lower()}")
        raise ValidationError({"status": f"Fill in {named} before {moving}."})


def choice_label(field: TicketField, value: Any) -> str:
    found = (choice["label"] for choice in field.choices if choice["value"] == value)
    return next(found, str(value))


def value_words(field: TicketField, value: Any, names: Mapping[int, str] | None = None) -> str:
    """As people read it. ``names`` of staff by id saves the look-up of a person."""
    if not is_filled(value):
        return ""
    if field.kind == FieldKind.CHECKBOX:
        return "yes"
    if field.kind == FieldKind.CHOICE:
        return choice_label(field, value)
    if field.kind == FieldKind.PERSON:
        return _person(value, names)
    return _day(value) if field.kind == FieldKind.DATE else str(value)


def _person(value: Any, names: Mapping[int, str] | None) -> str:
    if names is not None:
        return names.get(value, "Somebody who left")
    found = Staff.objects.filter(pk=value).first() if isinstance(value, int) else None
    return str(found or "Somebody who left")


def _day(value: Any) -> str:
    try:
        day = date.fromisoformat(str(value))
    except ValueError:
        return str(value)
    return f"{day.day} {day:%b %Y}"
