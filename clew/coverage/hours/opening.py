"""When a calendar is open, and how far its open time carries. Exact over every clock change."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property, lru_cache

from clew.coverage.hours.closing import ClosedSpan, named_spans
from clew.coverage.hours.slots import MINUTE, SpecialDay, micros, moment
from clew.coverage.hours.years import EMPTY, Week, Year, compiled, new_year

HORIZON = 100  # years; what is not due by then never is
FIRST_YEAR, LAST_YEAR = 2, 9990  # datetimes end soon before and after: nothing opens there
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


class Table:
    """The compiled years of one calendar, made when they are asked for."""

    def __init__(self, zone: str, weekly: Week, exceptions: tuple[SpecialDay, ...]) -> None:
        self.zone, self.weekly = zone, weekly
        self.special = {each.day: each for each in exceptions}
        self.years: dict[int, Year] = {}
        self.named: dict[tuple[int, int], list[ClosedSpan]] = {}
        opened = [each.day.year for each in exceptions if each.slots]
        always = LAST_YEAR if any(weekly) else 0
        self.last = max([always, *(year + 1 for year in opened)])  # nothing opens after it

    def year(self, number: int) -> Year:
        found = self.years.get(number)
        if found is None:
            if not FIRST_YEAR <= number <= LAST_YEAR:
                return EMPTY
            found = self.years[number] = compiled(self.zone, self.weekly, self.special, number)
        return found

    def onwards(self, start: int) -> range:
        return range(start, min(start + HORIZON, self.last) + 1)


@lru_cache(maxsize=512)
def table_of(zone: str, weekly: Week, exceptions: tuple[SpecialDay, ...]) -> Table:
    """Equal calendars share one: recomputing many tickets compiles nothing twice."""
    return Table(zone, weekly, exceptions)


@dataclass(frozen=True)
class Hours:
    """A value: ``weekly`` is seven days from Monday on; instants asked about know their zone."""

    name: str
    zone: str
    weekly: Week
    exceptions: tuple[SpecialDay, ...] = ()

    def add(self, start: datetime, minutes: float) -> datetime | None:
        """When it has been open for so long since ``start``; None: never.

        What uses up a slot exactly is due at its closing, not at the next opening.
        """
        start = start.astimezone(UTC)
        left = round(minutes * MINUTE)
        if left <= 0:
            return start
        table, first = self._table, start.year
        for number in table.onwards(first):
            year = table.year(number)
            if number == first:
                left += year.opened_before(micros(start))
            if left <= year.total:
                return moment(year.when_opened(left))
            left -= year.total
        return None

    def open_minutes(self, start: datetime, end: datetime) -> float:
        """Open time from ``start`` until ``end``; 0 when the end is not later."""
        low, high = start.astimezone(UTC), end.astimezone(UTC)
        if high <= low:
            return 0.0
        year = self._table.year
        opened = year(high.year).opened_before(micros(high))
        opened -= year(low.year).opened_before(micros(low))
        opened += sum(year(number).total for number in range(low.year, high.year))
        return opened / MINUTE

    def is_open(self, at: datetime) -> bool:
        """Open at the minute of opening, closed at the minute of closing."""
        at = at.astimezone(UTC)
        instant = micros(at)
        return any(self._table.year(at.year).intervals(instant, instant + 1))

    def next_opening(self, at: datetime) -> datetime | None:
        """``at`` itself when it is open; None: it never opens again."""
        at = at.astimezone(UTC)
        instant = micros(at)
        for number in self._table.onwards(at.year):
            for start, _ in self._table.year(number).intervals(instant, new_year(number + 1)):
                return moment(start)
        return None

    def open_spans(self, start: datetime, end: datetime) -> list[tuple[datetime, datetime]]:
        found = self._intervals(micros(start), micros(end))
        return [(moment(low), moment(high)) for low, high in found]

    def closed_spans(self, start: datetime, end: datetime) -> list[ClosedSpan]:
        """What did not count between two times, each stretch with what people call it."""
        return [
            span
            for low, high in self._gaps(micros(start), micros(end))
            for span in named_spans(self._table, low, high)
        ]

    def _gaps(self, low: int, high: int) -> Iterator[tuple[int, int]]:
        closed_from = low
        for start, end in self._intervals(low, high):
            if start > closed_from:
                yield closed_from, start
            closed_from = end
        if closed_from < high:
            yield closed_from, high

    def _intervals(self, low: int, high: int) -> Iterator[tuple[int, int]]:
        """Open ones; one over New Year is whole again."""
        before: tuple[int, int] | None = None
        for number in range(moment(low).year, moment(max(low, high)).year + 1):
            for start, end in self._table.year(number).intervals(low, high):
                if before and before[1] == start:
                    before = before[0], end
                    continue
                if before:
                    yield before
                before = start, end
        if before:
            yield before

    @cached_property
    def _table(self) -> Table:
        return table_of(self.zone, self.weekly, self.exceptions)

    @cached_property
    def _hash(self) -> int:
        return hash((self.name, self.zone, self.weekly, self.exceptions))

    def __hash__(self) -> int:
        return self._hash

    def __reduce__(self) -> tuple[type["Hours"], tuple[object, ...]]:
        """What was worked out stays in its process: hashes of strings differ in another."""
        return Hours, (self.name, self.zone, self.weekly, self.exceptions)
