"""A calendar's open time of one year as sorted intervals, so that every question is a bisection."""

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from clew.coverage.hours.slots import DAY, FIRST_DAY, Slot, SpecialDay, instants_of

# A slot may be two days and a bit long, and clocks are up to 14 hours from UTC.
DAYS_BEFORE, DAYS_AFTER = 4, 2

Week = tuple[tuple[Slot, ...], ...]


@dataclass(frozen=True)
class Year:
    """Open from ``starts[i]`` until ``ends[i]``; ``sums[i]`` is all open time before that start.

    From 1 January to 31 December in UTC: an interval over New Year is cut in two.
    """

    starts: "array[int]"
    ends: "array[int]"
    sums: "array[int]"
    total: int

    def opened_before(self, instant: int) -> int:
        i = bisect_right(self.starts, instant) - 1
        if i < 0:
            return 0
        return self.sums[i] + min(instant, self.ends[i]) - self.starts[i]

    def when_opened(self, amount: int) -> int:
        """The first instant by which it was open for so long. ``amount`` is over 0, to total."""
        i = bisect_left(self.sums, amount) - 1
        return self.starts[i] + amount - self.sums[i]

    def intervals(self, low: int, high: int) -> Iterator[tuple[int, int]]:
        for i in range(bisect_right(self.ends, low), bisect_left(self.starts, high)):
            yield max(self.starts[i], low), min(self.ends[i], high)


EMPTY = Year(array("q"), array("q"), array("q"), 0)


def new_year(year: int) -> int:
    return (date(year, 1, 1).toordinal() - FIRST_DAY) * DAY


def compiled(zone: str, weekly: Week, special: dict[date, SpecialDay], year: int) -> Year:
    low, high = new_year(year), new_year(year + 1)
    found = sorted(
        instants_of(slot, ordinal, zone)
        for ordinal in range(
            low // DAY + FIRST_DAY - DAYS_BEFORE, high // DAY + FIRST_DAY + DAYS_AFTER
        )
        for slot in slots_on(date.fromordinal(ordinal), weekly, special)
    )
    starts, ends, sums = array("q"), array("q"), array("q")
    total = 0
    for begins, finishes in _merged(found):
        start, end = max(begins, low), min(finishes, high)
        if start < end:
            starts.append(start)
            ends.append(end)
            sums.append(total)
            total += end - start
    return Year(starts, ends, sums, total)


def slots_on(day: date, weekly: Week, special: dict[date, SpecialDay]) -> tuple[Slot, ...]:
    exception = special.get(day)
    return weekly[day.weekday()] if exception is None else exception.slots


def _merged(intervals: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Sorted ones, those that touch or overlap made one, empty ones left out."""
    start = end = 0
    for begins, finishes in intervals:
        if finishes <= begins:
            continue
        if begins > end or start == end:
            if end > start:
                yield start, end
            start, end = begins, finishes
        else:
            end = max(end, finishes)
    if end > start:
        yield start, end
