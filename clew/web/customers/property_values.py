"""Property values as rows a person can read, search and copy."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from clew.web.customers.text import block, clean, plain, web_address

ROWS = 200  # properties shown of one person, group or event
NAME = 120  # characters of a property's name
SHORT = 100  # a longer value, or one with lines, opens on request
LONG = 8_000  # characters shown of one value at most


@dataclass(frozen=True, slots=True)
class Row:
    name: str
    line: str  # one line; enough for most values
    body: str  # the whole value when it does not fit the line
    left_out: int  # characters beyond LONG
    href: str
    kind: str  # text, number, yes-no, empty, nested
    by_sdk: bool  # sent by the SDK itself: $browser, $lib …

    @property
    def copied(self) -> str:
        return self.body or self.line


@dataclass(frozen=True, slots=True)
class Rows:
    rows: list[Row]
    total: int

    @property
    def left_out(self) -> int:
        return self.total - len(self.rows)

    def __bool__(self) -> bool:
        return self.total > 0


def rows_of(properties: Mapping[str, Any]) -> Rows:
    """The customer's own properties first, by name; what SDKs add on their own after them."""
    names = sorted(properties, key=lambda name: (name.startswith("$"), name.lower()))
    shown = [row_of(name, properties[name]) for name in names[:ROWS]]
    return Rows(shown, len(names))


def row_of(name: str, value: Any) -> Row:
    text = plain(value)
    fits = len(text) <= SHORT and "\n" not in text
    body, left_out = ("", 0) if fits else block(value, LONG)
    return Row(
        name=clean(name, NAME) or "(no name)",
        line=_line(value, text),
        body=body,
        left_out=left_out,
        href=web_address(value),
        kind=_kind(value),
        by_sdk=name.startswith("$"),
    )


def _line(value: Any, text: str) -> str:
    if isinstance(value, list):
        if all(isinstance(item, str | int | float) for item in value) and len(text) <= SHORT * 3:
            return clean(", ".join(plain(item) for item in value), SHORT)
        return f"{len(value)} item{'' if len(value) == 1 else 's'}"
    if isinstance(value, dict):
        return f"{len(value)} field{'' if len(value) == 1 else 's'}"
    return clean(text, SHORT)


def _kind(value: Any) -> str:
    if value is None or value in ("", [], {}):
        return "empty"
    if isinstance(value, bool):
        return "yes-no"
    if isinstance(value, int | float):
        return "number"
    return "nested" if isinstance(value, list | dict) else "text"
