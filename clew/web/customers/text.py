"""Customers' products send anything at all as text; this makes it fit to show.

Templates escape. What escaping leaves in is handled here: characters that hide or reorder other
characters, lone surrogates that cannot be encoded, and length.
"""

import re
from typing import Any
from urllib.parse import urlsplit

import orjson

LINE = 160  # characters of one line in a list
_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]"
)
_MAX_URL = 2000


def clean(value: Any, limit: int = LINE) -> str:
    """One line of at most ``limit`` characters, with an ellipsis where it was cut."""
    text = _UNSEEN.sub("", plain(value)[: limit * 4])
    text = " ".join(text.split())
    return text if len(text) <= limit else f"{text[: limit - 1].rstrip()}…"


def block(value: Any, limit: int) -> tuple[str, int]:
    """Text that keeps its lines, and how many characters were left out."""
    full = plain(value)
    return _UNSEEN.sub("", full[:limit]), max(0, len(full) - limit)


def plain(value: Any) -> str:
    """A JSON value as text; words for true and false, indented JSON for what is nested."""
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        is_whole = isinstance(value, float) and value.is_integer() and abs(value) < 2**53
        return str(int(value) if is_whole else value)
    return _json(value)


def _json(value: Any) -> str:
    options = orjson.OPT_INDENT_2 | orjson.OPT_NON_STR_KEYS
    try:
        return orjson.dumps(value, default=str, option=options).decode()
    except orjson.JSONEncodeError:  # deeper than the encoder goes, or not encodable
        return repr(value)


def web_address(value: Any) -> str:
    """The value, if it is an http(s) address that is safe to link to; else nothing."""
    if not isinstance(value, str) or len(value) > _MAX_URL or _UNSEEN.search(value):
        return ""
    if any(character.isspace() or character in "\"'<>`\\" for character in value):
        return ""
    try:
        parts = urlsplit(value)
        host = parts.hostname
    except ValueError:
        return ""
    # user:password@host is how a link pretends to go somewhere else
    return value if parts.scheme in {"http", "https"} and host and "@" not in parts.netloc else ""


def path_of(address: Any) -> str:
    """The path of an address, for a sentence; nothing if there is no readable one."""
    if not isinstance(address, str):
        return ""
    try:
        parts = urlsplit(address[:_MAX_URL])
    except ValueError:
        return ""
    return clean(parts.path or ("/" if parts.netloc else ""), 120)


def number(value: Any) -> float | None:
    """A finite number, sent as one or as text; None for everything else."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        parsed = float(value)
    except (ValueError, OverflowError):
        return None
    return parsed if abs(parsed) < 1e15 else None  # noqa: PLR2004  also false for nan and inf


def listed(names: list[str], limit: int = 3) -> str:
    """``a, b and 4 more``."""
    shown = [clean(name, 40) for name in names[:limit]]
    rest = len(names) - len(shown)
    return f"{', '.join(shown)} and {rest} more" if rest > 0 else ", ".join(shown)
