"""First touch and last touch side by side: what a property was when the way began, and ended."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from clew.analytics.diagnosis.evidence import Known
from clew.analytics.diagnosis.funnels.walking import Path

NONE = "none"  # the event does not have the property
OFF = frozenset({NONE, "false", ""})


@dataclass(frozen=True, slots=True)
class Touched:
    """Of somebody who came through: the value with the first step, and with the last."""

    who: Known
    first: str
    last: str


@dataclass(frozen=True, slots=True)
class Attribution:
    breakdown: str
    people: tuple[Touched, ...]

    @property
    def values(self) -> list[tuple[str, int, int]]:
        """(value, people by first touch, people by last touch), the most frequent first."""
        first = Counter(each.first for each in self.people)
        last = Counter(each.last for each in self.people)
        every = sorted({*first, *last}, key=lambda value: (-first[value] - last[value], value))
        return [(value, first[value], last[value]) for value in every]

    @property
    def differing(self) -> int:
        return sum(each.first != each.last for each in self.people)

    @property
    def turned_on(self) -> int:
        """False or missing at first, and something later: what surprises people in a breakdown."""
        return sum(each.first in OFF and each.last not in OFF for each in self.people)


def attribution(named: str, converted: Iterable[tuple[Known, Path]]) -> Attribution:
    people = [Touched(who, _value(path, 0), _value(path, -1)) for who, path in converted]
    return Attribution(named, tuple(sorted(people, key=lambda each: each.first == each.last)))


def _value(path: Path, place: int) -> str:
    value = path[place].value
    return NONE if value is None else value
