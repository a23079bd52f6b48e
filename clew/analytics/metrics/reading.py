"""Reads matchers and filters from JSON; whatever is wrong is said by its place, all at once."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, TypeVar

from clew.analytics.metrics.matching import OPERATORS, EventMatcher, PropertyFilter

MOST_EVENTS, MOST_FILTERS, MOST_VALUES = 20, 20, 50
NAME_LENGTH, VALUE_LENGTH = 200, 400
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Problem:
    """``place`` is a path such as "events.1.filters.0.value", for the field it stands beside."""

    place: str
    said: str

    @property
    def where(self) -> str:
        """The place in words: "Event 2, filter 1"."""
        parts = self.place.split(".")
        words = [
            f"{'event' if name == 'events' else 'filter'} {int(number) + 1}"
            for name, number in pairwise(parts)
            if number.isdecimal()
        ]
        if words and parts[0] == "filters":
            words[0] = f"shared {words[0]}"
        return ", ".join(words).capitalize()

    def __str__(self) -> str:
        return f"{self.where}: {self.said}" if self.where else self.said


class NotUnderstood(ValueError):  # noqa: N818 - it is what happened
    """Something in the JSON cannot be read."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = list(problems)
        super().__init__(" ".join(str(problem) for problem in problems))


def read_matchers(raw: Any, place: str = "events") -> tuple[EventMatcher, ...]:
    """From ``[{"event": …, "filters": […]}]``. Raises :class:`NotUnderstood`."""
    return _all_of(raw, place, MOST_EVENTS, _matcher)


def read_filters(raw: Any, place: str = "filters") -> tuple[PropertyFilter, ...]:
    """From ``[{"property", "operator", "value"}]``. Raises :class:`NotUnderstood`."""
    return _all_of(raw, place, MOST_FILTERS, _filter)


def as_text(value: Any) -> str | None:
    """A JSON value as the event store's text of it; None for what is no single value."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return f"{value:.15g}" if math.isfinite(value) else None
    return str(value) if isinstance(value, str | int) else None


def _all_of(raw: Any, place: str, most: int, read: Callable[[Any, str], T]) -> tuple[T, ...]:
    if raw in (None, ""):
        return ()
    if not isinstance(raw, list):
        raise NotUnderstood([Problem(place, "This has to be a list.")])
    if len(raw) > most:
        raise NotUnderstood([Problem(place, f"At most {most} fit here; these are {len(raw)}.")])
    found, problems = [], []
    for number, one in enumerate(raw):
        try:
            found.append(read(one, f"{place}.{number}"))
        except NotUnderstood as error:
            problems += error.problems
    if problems:
        raise NotUnderstood(problems)
    return tuple(found)


def _matcher(raw: Any, place: str) -> EventMatcher:
    if isinstance(raw, str):
        raw = {"event": raw}
    if not isinstance(raw, dict):
        raise NotUnderstood([Problem(place, "Give an event by its name.")])
    event = raw.get("event", "")
    if not isinstance(event, str) or len(event) > NAME_LENGTH:
        said = f"An event's name is text of at most {NAME_LENGTH} characters."
        raise NotUnderstood([Problem(f"{place}.event", said)])
    return EventMatcher(event.strip(), read_filters(raw.get("filters"), f"{place}.filters"))


def _filter(raw: Any, place: str) -> PropertyFilter:
    if not isinstance(raw, dict):
        raise NotUnderstood([Problem(place, "Choose a property.")])
    named, operator = raw.get("property"), raw.get("operator", "is")
    if not isinstance(named, str) or not named.strip():
        raise NotUnderstood([Problem(f"{place}.property", "Choose a property.")])
    if len(named) > NAME_LENGTH:
        said = f"A property's name has at most {NAME_LENGTH} characters."
        raise NotUnderstood([Problem(f"{place}.property", said)])
    if not isinstance(operator, str) or operator not in OPERATORS:
        said = f"Choose one of: {', '.join(OPERATORS)}."
        raise NotUnderstood([Problem(f"{place}.operator", said)])
    values = _values(OPERATORS[operator].takes, raw.get("value"), f"{place}.value")
    return PropertyFilter(named.strip(), operator, values)


def _values(takes: str, raw: Any, place: str) -> tuple[str, ...]:
    if takes == "nothing":
        return ()
    given = raw if isinstance(raw, list) else [raw]
    texts = [text for text in map(as_text, given) if text is not None]
    if takes == "number":
        return (_number(texts, place),)
    if not texts or len(texts) < len(given):
        raise NotUnderstood([Problem(place, "Give a value: text, a number, true or false.")])
    if len(texts) > MOST_VALUES:
        raise NotUnderstood([Problem(place, f"At most {MOST_VALUES} values fit here.")])
    if any(len(text) > VALUE_LENGTH for text in texts):
        raise NotUnderstood([Problem(place, f"A value has at most {VALUE_LENGTH} characters.")])
    return tuple(dict.fromkeys(texts))


def _number(texts: list[str], place: str) -> str:
    try:
        number = float(texts[0].strip()) if len(texts) == 1 else math.nan
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        raise NotUnderstood([Problem(place, "Give a number, such as 12 or 0.5.")])
    return f"{number:.15g}"
