"""What fits into a field, by its kind. Pure, except that a person must work here."""

import math
from collections.abc import Callable
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError

from clew.people.staff_queries import active_staff
from clew.tickets.models import FieldKind, TicketField
from clew.tickets.validation import one_line

MAX_TEXT = 500  # characters
MAX_NUMBER = 1e15  # what JSON and every spreadsheet keep exactly
YES = (True, "1", "on", "true", "True", "yes")
Value = str | int | float | bool | None


def checked_value(field: TicketField, given: Any) -> Value:
    """As it is kept; None is empty. Raises ValidationError by ``field.<slug>`` with words."""
    kind = FieldKind(field.kind)
    if kind == FieldKind.CHECKBOX:
        return True if given in YES else None
    text = one_line(str(given)) if given is not None else ""
    return CHECKS[kind](field, text) if text else None


def is_filled(value: Any) -> bool:
    return value not in (None, "", False)


def _text(_field: TicketField, text: str) -> str:
    return text[:MAX_TEXT]


def _number(field: TicketField, text: str) -> int | float:
    try:
        number = float(text.replace(" ", "").replace(",", "."))
    except ValueError:
        number = math.nan
    if not abs(number) <= MAX_NUMBER:  # also false for NaN
        raise _wrong(field, f"“{text}” is not a number. Write digits, such as 42 or 1.5.")
    return int(number) if number.is_integer() else number


def _choice(field: TicketField, text: str) -> str:
    known = [choice for choice in field.choices if not choice.get("retired")]
    for choice in known:
        if text in {choice["value"], choice["label"]}:
            return str(choice["value"])
    labels = ", ".join(choice["label"] for choice in known)
    raise _wrong(field, f"“{text}” is not one of its choices. Use one of: {labels}.")


def _date(field: TicketField, text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise _wrong(field, f"“{text}” is not a date. Write it as 2026-11-30.") from None


def _person(field: TicketField, text: str) -> int:
    by = {"pk": int(text)} if text.isdecimal() and len(text) < 10 else {"email__iexact": text}  # noqa: PLR2004  digits of an id
    found = active_staff().filter(**by).first()
    if found is None:
        raise _wrong(field, "This person does not work here any more. Choose somebody else.")
    return found.pk


def _wrong(field: TicketField, text: str) -> ValidationError:
    return ValidationError({f"field.{field.slug}": f"{field.label}: {text}"})


CHECKS: dict[FieldKind, Callable[[TicketField, str], Value]] = {
    FieldKind.TEXT: _text,
    FieldKind.NUMBER: _number,
    FieldKind.CHOICE: _choice,
    FieldKind.DATE: _date,
    FieldKind.PERSON: _person,
}
