"""What a channel attached to a ticket, as rows somebody can read."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from clew.tickets.views.browsers import browser

MAX_LENGTH = 400  # characters of one value
LABELS = {
    "contact_name": "Name they typed",
    "contact_email": "Address they typed",
    "url": "Page",
    "title": "Page title",
    "referrer": "Came from",
    "user_agent": "Browser",
    "viewport": "Window",
    "language": "Language",
    "time_zone": "Time zone",
    "sdk": "SDK",
    "session_id": "Session",
    "distinct_id": "Distinct id",
    "groups": "Groups",
    "exceptions": "Recent errors",
    "exception_ids": "Recent errors",
    "console": "Console",
    "follow_up_of": "Follow-up of",
}
ON_THE_CARD = {"contact_name", "contact_email", "mail_to"}  # of a mail, already
CODE = {"session_id", "distinct_id", "groups", "exception_ids", "console"}


@dataclass(frozen=True)
class ContextRow:
    label: str
    values: tuple[str, ...]
    href: str = ""
    is_code: bool = False


def context_rows(context: Mapping[str, Any], *, by_mail: bool = False) -> list[ContextRow]:
    """Known things first, in reading order; then whatever else the channel knew."""
    if by_mail:
        context = {key: value for key, value in context.items() if key not in ON_THE_CARD}
    known = [key for key in LABELS if key in context]
    others = [key for key in context if key not in LABELS]
    rows = (_row(key, context[key]) for key in [*known, *others])
    return [row for row in rows if row.values]


def _row(key: str, value: Any) -> ContextRow:
    label = LABELS.get(key) or key.replace("_", " ").replace("$", "").strip().capitalize()
    if key == "user_agent":
        value = browser(str(value))
    if key == "sdk" and isinstance(value, Mapping):
        value = " ".join(str(part) for part in value.values())
    values = tuple(text[:MAX_LENGTH] for text in _texts(value) if text)
    if key == "follow_up_of" and values and values[0].isdecimal():
        return ContextRow(label, (f"#{values[0]}",), href=f"/tickets/{values[0]}")
    is_link = len(values) == 1 and values[0].startswith(("http://", "https://"))
    return ContextRow(label, values, values[0] if is_link else "", is_code=key in CODE)


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, Mapping):
        yield from (f"{key}: {one}" for key, each in value.items() for one in _texts(each))
    elif isinstance(value, (list, tuple)):
        yield from (_line(each) for each in value)
    elif value not in {None, ""}:
        yield str(value)


def _line(value: Any) -> str:
    """An error with its type and message reads as one line; anything else as what it holds."""
    if isinstance(value, Mapping) and (value.get("type") or value.get("message")):
        words = (value.get("type"), value.get("message"))
        return ": ".join(str(word) for word in words if word)
    if isinstance(value, Mapping) and "text" in value:
        return str(value["text"])
    return ", ".join(_texts(value))
