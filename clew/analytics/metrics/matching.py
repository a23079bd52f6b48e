"""Which events count: names with filters on their properties, and the SQL that finds them.

Properties are read from ``properties_text``, not from the JSON column: at one million rows that is
a third slower when every row is looked at, and twice as fast when the event's name or the customer
has left few rows to read, as it nearly always has.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

NUMBER = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?")
NUMBER_LENGTH = 15  # beyond it two different numbers may be the same float
CUSTOMERS = "lib != 'clew'"  # what they sent, not what Clew itself recorded


@dataclass(frozen=True, slots=True)
class Operator:
    label: str
    sql: str  # of one value; "" where there is none
    takes: str  # "texts", "number" or "nothing"
    negated: bool = False


# {has}: the property as text, NULL where it is missing; {value}: what is looked for, bound.
OPERATORS = {
    "is": Operator("is", "{has} = {value}", "texts"),
    "is_not": Operator("is not", "{has} = {value}", "texts", negated=True),
    "contains": Operator("contains", "positionCaseInsensitiveUTF8({has}, {value}) > 0", "texts"),
    "not_contains": Operator(
        "does not contain", "positionCaseInsensitiveUTF8({has}, {value}) > 0", "texts", negated=True
    ),
    "gt": Operator("is more than", "toFloat64OrNull({has}) > {value}", "number"),
    "lt": Operator("is less than", "toFloat64OrNull({has}) < {value}", "number"),
    "set": Operator("is set", "isNotNull({has})", "nothing"),
    "not_set": Operator("is not set", "isNotNull({has})", "nothing", negated=True),
}
EQUAL = (OPERATORS["is"], OPERATORS["is_not"])


@dataclass(frozen=True, slots=True)
class PropertyFilter:
    """``property`` is a key as sent (``$browser``, ``a.b``) or a path into objects (``a.b``).

    A missing property, and null, is none of any value: ``is_not`` and ``not_contains`` hold for
    it. Empty text is a value: it ``is`` "" and it ``is set``.
    """

    property: str
    operator: str
    values: tuple[str, ...] = ()  # any of them; of is_not and not_contains: none of them

    def as_json(self) -> dict[str, Any]:
        takes = OPERATORS[self.operator].takes
        value: Any = list(self.values) if takes == "texts" else (self.values or ("",))[0]
        named = {"property": self.property, "operator": self.operator}
        return named if takes == "nothing" else {**named, "value": value}


@dataclass(frozen=True, slots=True)
class EventMatcher:
    """An event by its name; "" is any. Never one of Clew's own (``lib``): who counts those would
    learn of tickets and people that they may not see.
    """

    event: str
    filters: tuple[PropertyFilter, ...] = field(default=())

    def as_json(self) -> dict[str, Any]:
        return {"event": self.event, "filters": [one.as_json() for one in self.filters]}


def matching_sql(
    matchers: Sequence[EventMatcher],
    shared: Sequence[PropertyFilter],
    bound: dict[str, Any],
    prefix: str = "m",
) -> str:
    """A condition on a row of ``events``: any of ``matchers`` and all of ``shared``.

    Without matchers nothing counts. Values are added to ``bound`` under names that begin with
    ``prefix``. The condition is never NULL.
    """
    names = _Names(bound, prefix)
    any_of = " OR ".join(_of_event(matcher, names) for matcher in matchers) or "0"
    return " AND ".join([f"({any_of})", *(filter_sql(one, bound, prefix) for one in shared)])


def filter_sql(one: PropertyFilter, bound: dict[str, Any], prefix: str = "m") -> str:
    names = _Names(bound, prefix)
    operator = OPERATORS[one.operator]
    has = text_sql(one.property, bound, prefix)
    found = " OR ".join(_of_value(operator, has, value, names) for value in one.values or ("",))
    return f"{'NOT ' if operator.negated else ''}ifNull(({found}), 0)"


def text_sql(path: str, bound: dict[str, Any], prefix: str = "m") -> str:
    """A property as text, NULL where it is missing: numbers as 12, booleans as true and false."""
    names = _Names(bound, prefix)
    as_key = f"JSONExtract(properties_text, {names.of(path)}, 'Nullable(String)')"
    parts = path.split(".")
    if len(parts) == 1 or "" in parts:
        return as_key
    steps = ", ".join(names.of(part) for part in parts)
    return f"ifNull({as_key}, JSONExtract(properties_text, {steps}, 'Nullable(String)'))"


def number_sql(path: str, bound: dict[str, Any], prefix: str = "m") -> str:
    """A property as a number, NULL where it is missing or none: 12 and "12" alike."""
    return f"toFloat64OrNull({text_sql(path, bound, prefix)})"


@dataclass(slots=True)
class _Names:
    """Of bound values."""

    bound: dict[str, Any]
    prefix: str

    def of(self, value: str | float) -> str:
        number = len(self.bound)
        while (name := f"{self.prefix}{number}") in self.bound:
            number += 1
        self.bound[name] = value
        return f"{{{name}:{'String' if isinstance(value, str) else 'Float64'}}}"


def _of_event(matcher: EventMatcher, names: _Names) -> str:
    named = f"event = {names.of(matcher.event)} AND {CUSTOMERS}" if matcher.event else CUSTOMERS
    filters = (filter_sql(one, names.bound, names.prefix) for one in matcher.filters)
    return f"({' AND '.join([named, *filters])})"


def _of_value(operator: Operator, has: str, value: str, names: _Names) -> str:
    if operator.takes == "nothing":
        return operator.sql.format(has=has)
    if operator.takes == "number":
        return operator.sql.format(has=has, value=names.of(float(value)))
    as_text = operator.sql.format(has=has, value=names.of(value))
    if operator in EQUAL and (number := _number(value)) is not None:
        return f"{as_text} OR toFloat64OrNull({has}) = {names.of(number)}"
    return as_text


def _number(text: str) -> float | None:
    """Only one that a float tells apart from its neighbours, and no id such as 007."""
    return float(text) if NUMBER.fullmatch(text) and len(text) <= NUMBER_LENGTH else None
