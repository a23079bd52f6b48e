"""Checks the value behind an operator, and brings it into the form it is stored in."""

import math
import re
from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError

from clew.tickets.conditions.fields import ConditionField
from clew.tickets.conditions.operators import Operator, Takes
from clew.tickets.conditions.times import moment_of

MAX_TEXT, MAX_LIST = 300, 50
SPAN = re.compile(r"[1-9]\d{0,3}[hd]")


def checked_value(field: ConditionField, operator: Operator, value: object) -> Any:
    """Raises ValidationError, naming the field."""
    try:
        return CHECKS[operator.takes](field, value)
    except ValidationError as error:
        raise ValidationError(f"{field.label}: {error.message}") from None


def _nothing(_: ConditionField, __: object) -> str:
    return ""


def _text(_: ConditionField, value: object) -> str:
    text = value.replace("\x00", "").strip() if isinstance(value, str) else ""
    if not text:
        raise ValidationError("write what to look for.")
    if len(text) > MAX_TEXT:
        raise ValidationError(f"at most {MAX_TEXT} characters.")
    return text


def _list(field: ConditionField, value: object) -> list[str]:
    given = value if isinstance(value, list) else [value]
    if not given or given[0] in ("", None):
        raise ValidationError("choose or write at least one value.")
    if len(given) > MAX_LIST:
        raise ValidationError(f"at most {MAX_LIST} values.")
    texts = list(dict.fromkeys(_text(field, _plain(each)) for each in given))
    if field.closed and field.choices:
        known = dict(field.choices())
        if unknown := [text for text in texts if text not in known]:
            raise ValidationError(f"“{unknown[0]}” is not one of {', '.join(known)}.")
    return texts


def _plain(value: object) -> object:
    """A number in a list is its text; true and false as JSON writes them."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, (int, float)) else value


def _number(_: ConditionField, value: object) -> int | float:
    try:
        found = float(str(value)[:30])
    except ValueError:
        found = math.nan
    if not math.isfinite(found) or abs(found) > 1e12:  # noqa: PLR2004  beyond what anybody counts
        raise ValidationError("write a number.")
    return int(found) if found.is_integer() else found


def _span(_: ConditionField, value: object) -> str:
    text = str(value).strip().lower()
    if not SPAN.fullmatch(text):
        raise ValidationError("write a time of an hour or more, such as 12h or 3d.")
    return text


def _date(_: ConditionField, value: object) -> str:
    text = str(value).strip()[:40]
    try:
        moment_of(text)
    except ValueError:
        raise ValidationError("write a date such as 2026-11-01.") from None
    return text


CHECKS: dict[Takes, Callable[[ConditionField, object], Any]] = {
    Takes.NOTHING: _nothing,
    Takes.TEXT: _text,
    Takes.LIST: _list,
    Takes.NUMBER: _number,
    Takes.SPAN: _span,
    Takes.DATE: _date,
}
