"""Name, email and plan as lists show them, copied out of free-form properties."""

from typing import Any

MAX_SHOWN = 320  # characters; an index entry has a limit, and so has a line on the screen


def shown_email(properties: dict[str, Any]) -> str:
    return _first_text(properties, "email", "$email")


def shown_name(properties: dict[str, Any]) -> str:
    whole = _first_text(properties, "name", "$name", "full_name", "fullName")
    if whole:
        return whole
    first = _first_text(properties, "first_name", "firstName", "$first_name")
    last = _first_text(properties, "last_name", "lastName", "$last_name")
    return f"{first} {last}".strip()[:MAX_SHOWN]


def shown_plan(properties: dict[str, Any]) -> str:
    return _first_text(properties, "plan", "$plan")


def _first_text(properties: dict[str, Any], *keys: str) -> str:
    for key in keys:
        value = properties.get(key)
        if isinstance(value, str) and (text := value.replace("\x00", "").strip()):
            return text[:MAX_SHOWN]
    return ""
