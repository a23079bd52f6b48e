"""A funnel as somebody asks for it: steps in order, a period, and how long it may take."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from clew.analytics.metrics.matching import OPERATORS, EventMatcher, PropertyFilter
from clew.analytics.metrics.reading import NAME_LENGTH, NotUnderstood, Problem, read_matchers

MOST_STEPS = 8
FEWEST_STEPS = 2
PERIODS = (7, 30, 90)  # days to choose from
WINDOWS = (1, 7, 14, 30, 90)  # days from the first step to the last
PERIOD, WINDOW = 30, 14  # days, unless somebody says otherwise
LONGEST = 90


@dataclass(frozen=True, slots=True)
class Funnel:
    """``breakdown``: the property that is compared at first and last touch; “” for none."""

    steps: tuple[EventMatcher, ...]
    since: datetime
    until: datetime
    window: timedelta = timedelta(days=WINDOW)
    breakdown: str = ""

    @property
    def labels(self) -> list[str]:
        return [label_of(step) for step in self.steps]


def funnel_of(
    steps: Any, *, until: datetime, days: int = PERIOD, window: int = WINDOW, breakdown: str = ""
) -> Funnel:
    """``steps`` as JSON. Raises NotUnderstood, with everything that is wrong."""
    found = read_matchers(steps, "events")
    problems = [*_number_wrong(found), *_days_wrong(days, window)]
    if len(breakdown) > NAME_LENGTH:
        said = f"A property's name has at most {NAME_LENGTH} characters."
        problems.append(Problem("breakdown", said))
    if problems:
        raise NotUnderstood(problems)
    since = until - timedelta(days=days)
    return Funnel(found, since, until, timedelta(days=window), breakdown.strip())


def label_of(step: EventMatcher) -> str:
    """“signed up where plan is team”."""
    name = step.event or "Any event"
    if not step.filters:
        return name
    return f"{name} where {' and '.join(map(_filter_words, step.filters))}"


def _filter_words(one: PropertyFilter) -> str:
    return " ".join([one.property, OPERATORS[one.operator].label, " or ".join(one.values)]).strip()


def _number_wrong(steps: Sequence[EventMatcher]) -> list[Problem]:
    if len(steps) < FEWEST_STEPS:
        return [Problem("events", "A funnel has at least two steps.")]
    if len(steps) > MOST_STEPS:
        return [Problem("events", f"A funnel has at most {MOST_STEPS} steps.")]
    return []


def _days_wrong(days: int, window: int) -> list[Problem]:
    given = {"days": days, "window_days": window}
    said = f"Give a number of days from 1 to {LONGEST}."
    return [Problem(name, said) for name, value in given.items() if not 1 <= value <= LONGEST]
