"""What a form says of a query → checked values of its fields."""

import re
from collections.abc import Callable, Mapping
from typing import Any

import orjson
from django.core.exceptions import ValidationError

from clew.analytics.sql.reading import MAX_TEXT

MAX_NAME, MAX_DESCRIPTION, MAX_VALUE, MOST_PARAMETERS = 120, 500, 10_000, 100
KINDS = {"lines", "bars", "stack"}
NOT_WHOLE = "This did not arrive whole. Try again."
Said = Mapping[str, str]


def checked(said: Said) -> dict[str, Any]:
    """Only the fields that were said. Raises ValidationError by field."""
    return {name: read(said[name]) for name, read in FIELDS.items() if name in said}


def _name(text: str) -> str:
    name = re.sub(r"\s+", " ", text.replace("\x00", "")).strip()
    if not name:
        raise ValidationError({"name": "Write a name."})
    if len(name) > MAX_NAME:
        raise ValidationError({"name": f"Names have at most {MAX_NAME} characters."})
    return name


def _description(text: str) -> str:
    return text.replace("\x00", "").strip()[:MAX_DESCRIPTION]


def _sql(text: str) -> str:
    """Mistakes in it may be saved: a query can be finished tomorrow."""
    text = text.replace("\r\n", "\n").replace("\x00", "")
    if not text.strip():
        raise ValidationError({"sql": "Write a query before you save it."})
    if len(text) > MAX_TEXT:
        raise ValidationError({"sql": f"Queries have at most {MAX_TEXT:,} characters."})
    return text


def _parameters(text: str) -> list[dict[str, Any]]:
    found = _json(text)
    if not isinstance(found, list) or len(found) > MOST_PARAMETERS:
        raise ValidationError(NOT_WHOLE)
    return [_parameter(each) for each in found]


def _parameter(given: Any) -> dict[str, Any]:
    if not isinstance(given, dict):
        raise ValidationError(NOT_WHOLE)
    default = given.get("default", "")
    if isinstance(default, list):
        kept: str | list[str] = [_short(each, MAX_VALUE) for each in default[:1000]]
    else:
        kept = _short(default, MAX_VALUE)
    return {
        "name": _short(given.get("name"), 60), "type": _short(given.get("type"), 60),
        "label": _short(given.get("label"), 80), "default": kept,
    }  # fmt: skip


def _chart(text: str) -> dict[str, str]:
    found = _json(text)
    if not isinstance(found, dict):
        raise ValidationError(NOT_WHOLE)
    if found.get("kind") not in KINDS:
        return {}
    return {name: _short(found.get(name), 200) for name in ("kind", "x", "y", "series")}


def _json(text: str) -> Any:
    try:
        return orjson.loads(text or "null")
    except orjson.JSONDecodeError as error:
        raise ValidationError(NOT_WHOLE) from error


def _short(value: Any, most: int) -> str:
    return str("" if value is None else value).replace("\x00", "")[:most]


FIELDS: dict[str, Callable[[str], Any]] = {
    "name": _name,
    "description": _description,
    "shared": lambda text: text == "yes",
    "sql": _sql,
    "parameters": _parameters,
    "chart": _chart,
}
