"""What the page says about itself. Nothing here is proof; everything has a limit."""

from collections.abc import Mapping
from typing import Any

TEXT = 500  # characters
ADDRESS = 2_000
GROUPS = 10
ERRORS = 20
EXCEPTIONS = 20

TEXTS = {
    "url": ADDRESS,
    "referrer": ADDRESS,
    "title": TEXT,
    "viewport": 40,
    "language": 40,
    "time_zone": 80,
    "session_id": 200,
    "distinct_id": 200,
}


def kept_context(said: Mapping[str, Any], *, user_agent: str) -> dict[str, Any]:
    """The known keys in their known shape; anything else is dropped."""
    kept: dict[str, Any] = {name: text(said.get(name), most) for name, most in TEXTS.items()}
    kept["user_agent"] = text(user_agent, TEXT)
    kept["sdk"] = _pairs(said.get("sdk"), most=4)
    kept["groups"] = _pairs(said.get("groups"), most=GROUPS)
    kept["console"] = [_console(each) for each in _items(said.get("console"), ERRORS)]
    kept["exception_ids"] = [text(each, 60) for each in _items(said.get("exceptions"), EXCEPTIONS)]
    return {name: value for name, value in kept.items() if value}


def text(value: object, most: int) -> str:
    """Strings and numbers as text without NUL, which PostgreSQL refuses."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    clean = str(value).replace("\x00", "").encode("utf-8", "replace").decode()
    return clean.strip()[:most]


def _pairs(value: object, *, most: int) -> dict[str, str]:
    if not isinstance(value, Mapping):
        return {}
    pairs = list(value.items())[:most]
    return {text(name, 80): text(content, 400) for name, content in pairs if text(content, 400)}


def _items(value: object, most: int) -> list[object]:
    """The newest ``most`` of them."""
    return value[-most:] if isinstance(value, list) else []


def _console(entry: object) -> dict[str, str]:
    said = entry if isinstance(entry, Mapping) else {}
    return {"at": text(said.get("at"), 40), "text": text(said.get("text"), TEXT)}
