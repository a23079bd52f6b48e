"""The editor's events and filters as they are being written, right or not yet; nothing is lost."""

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from clew.analytics.metrics.matching import OPERATORS
from clew.analytics.metrics.reading import MOST_EVENTS, MOST_FILTERS

ANY = "Any event"  # as it is written in the field
TEXTS = "texts"
Given = Mapping[str, str]


@dataclass
class FilterRow:
    """``path``: "events.0.filters.1" or "filters.1"; ``text`` as typed, values with commas."""

    path: str
    key: str = ""  # of the property
    operator: str = "is"
    text: str = ""
    fresh: bool = False  # it was asked for just now
    event: str | None = None  # whose properties are offered; None: of all events
    errors: dict[str, str] = field(default_factory=dict)

    @property
    def takes(self) -> str:
        found = OPERATORS.get(self.operator)
        return found.takes if found else TEXTS

    @property
    def is_empty(self) -> bool:
        return not self.key.strip()

    @property
    def operators(self) -> list[tuple[str, str]]:
        return [(name, operator.label) for name, operator in OPERATORS.items()]

    def data(self) -> dict[str, Any]:
        value: Any = values_of(self.text) if self.takes == TEXTS else self.text
        return {"property": self.key, "operator": self.operator, "value": value}


@dataclass
class EventRow:
    path: str
    event: str = ""
    filters: list[FilterRow] = field(default_factory=list)
    error: str = ""
    fresh: bool = False

    @property
    def is_empty(self) -> bool:
        return not self.event.strip() and all(row.is_empty for row in self.filters)

    @property
    def name(self) -> str:
        """As the store has it: "" for any."""
        return "" if self.event.strip().casefold() == ANY.casefold() else self.event.strip()

    def data(self) -> dict[str, Any]:
        return {"event": self.name, "filters": [row.data() for row in self.filters]}


@dataclass
class Rows:
    events: list[EventRow] = field(default_factory=list)
    shared: list[FilterRow] = field(default_factory=list)

    @property
    def may_add(self) -> bool:
        return len(self.events) < MOST_EVENTS

    def edited(self, what: str) -> "Rows":
        """``what``: "add:events", "add:events.0.filters", "remove:filters.1", from a button."""
        verb, _, path = what.partition(":")
        if verb == "add" and path == "events" and self.may_add:
            self.events.append(EventRow("", fresh=True))
        for row in self.events:
            if verb == "add" and path == f"{row.path}.filters" and len(row.filters) < MOST_FILTERS:
                row.filters.append(FilterRow("", fresh=True))
            row.filters = [one for one in row.filters if f"remove:{one.path}" != what]
        if verb == "add" and path == "filters" and len(self.shared) < MOST_FILTERS:
            self.shared.append(FilterRow("", fresh=True))
        self.shared = [one for one in self.shared if f"remove:{one.path}" != what]
        self.events = [one for one in self.events if f"remove:{one.path}" != what]
        return placed(self)

    def events_data(self, *, whole: bool = True) -> list[dict[str, Any]]:
        """Without ``whole``, what was not begun is left out: a preview needs no complete form."""
        rows = self.events if whole else [row for row in self.events if row.event.strip()]
        return [
            {"event": row.name, "filters": filters_data(row.filters, whole=whole)} for row in rows
        ]

    def mark(self, wrong: Mapping[str, list[str]]) -> None:
        """Each mistake beside what it is about."""
        for row in self.events:
            row.error = " ".join([*wrong.get(row.path, []), *wrong.get(f"{row.path}.event", [])])
            _mark(row.filters, wrong)
        _mark(self.shared, wrong)


def filters_data(rows: Iterable[FilterRow], *, whole: bool = True) -> list[dict[str, Any]]:
    return [row.data() for row in rows if whole or not row.is_empty]


def rows_of(events: list[dict[str, Any]], filters: list[dict[str, Any]]) -> Rows:
    """Of a stored metric."""
    made = [
        EventRow("", one["event"] or ANY, [_stored(each) for each in one.get("filters", [])])
        for one in events
    ]
    return placed(Rows(made or [EventRow("")], [_stored(each) for each in filters]))


def rows_typed(given: Given) -> Rows:
    """From the form's fields: ``events.0.event``, ``events.0.filters.1.property``, …"""
    found = Rows()
    for n in range(MOST_EVENTS):
        if f"events.{n}.event" in given:
            filters = _typed(given, f"events.{n}.filters")
            found.events.append(EventRow("", given[f"events.{n}.event"], filters))
    found.shared = _typed(given, "filters")
    return placed(found)


def placed(rows: Rows) -> Rows:
    """Paths by place, after rows came or went."""
    for n, row in enumerate(rows.events):
        row.path = f"events.{n}"
        for m, one in enumerate(row.filters):
            one.path, one.event = f"events.{n}.filters.{m}", row.name
    for n, one in enumerate(rows.shared):
        one.path = f"filters.{n}"
    return rows


def values_of(text: str) -> list[str]:
    """``a, b`` is two values, ``"a, b"`` is one; nothing typed is one empty text."""
    if not text.strip():
        return [""]
    line = " ".join(text.split())
    return [value.strip() for value in next(csv.reader([line], skipinitialspace=True))]


def text_of(values: Iterable[str]) -> str:
    return ", ".join(f'"{each.replace(chr(34), chr(34) * 2)}"' if "," in each or '"' in each
                     else each for each in values)  # fmt: skip


def _stored(given: dict[str, Any]) -> FilterRow:
    value = given.get("value", "")
    text = text_of(value) if isinstance(value, list) else str(value)
    return FilterRow("", given["property"], given["operator"], text)


def _typed(given: Given, at: str) -> list[FilterRow]:
    return [
        FilterRow(
            "",
            given[f"{at}.{n}.property"],
            given.get(f"{at}.{n}.operator", "is"),
            given.get(f"{at}.{n}.value", ""),
        )
        for n in range(MOST_FILTERS)
        if f"{at}.{n}.property" in given
    ]


def _mark(rows: Iterable[FilterRow], wrong: Mapping[str, list[str]]) -> None:
    for row in rows:
        row.errors = {
            name: " ".join(wrong[f"{row.path}.{name}"])
            for name in ("property", "operator", "value")
            if f"{row.path}.{name}" in wrong
        }
