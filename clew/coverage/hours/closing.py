"""What closed time is called: “weekend”, “Boxing Day”. So that a due time can explain itself."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol
from zoneinfo import ZoneInfo

from clew.coverage.hours.slots import SpecialDay, instant_of, instants_of, moment
from clew.coverage.hours.years import Week

OUT_OF_HOURS, WEEKEND, HOLIDAY = "out of hours", "weekend", "holiday"
SATURDAY, SUNDAY = 5, 6
NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
REMEMBERED = 10_000  # stretches per calendar


@dataclass(frozen=True)
class ClosedSpan:
    start: datetime
    end: datetime
    name: str


class Calendar(Protocol):
    zone: str
    weekly: Week
    special: dict[date, SpecialDay]
    named: dict[tuple[int, int], list[ClosedSpan]]


def named_spans(calendar: Calendar, low: int, high: int) -> list[ClosedSpan]:
    """One closed stretch, cut where what people call it changes."""
    known = calendar.named.get((low, high))
    if known is None:
        known = _joined(_with_nights(list(_days(calendar, low, high))))
        if len(calendar.named) < REMEMBERED:
            calendar.named[low, high] = known
    return known


def _days(calendar: Calendar, low: int, high: int) -> Iterator[tuple[int, int, str]]:
    """Cut at midnights of the calendar's clock; an ordinary night has no name yet."""
    zone = ZoneInfo(calendar.zone)
    ordinal = moment(low).astimezone(zone).toordinal()
    while low < high:
        ordinal += 1
        midnight = instant_of(ordinal, 0, zone)
        if midnight > low:
            until = min(midnight, high)
            yield low, until, _name(calendar, date.fromordinal(ordinal - 1), low, until)
            low = until


def _name(calendar: Calendar, day: date, low: int, high: int) -> str:
    """A special day is to blame only for time that its weekday would have been open."""
    special, usual = calendar.special.get(day), calendar.weekly[day.weekday()]
    if special is not None:
        times = (instants_of(slot, day.toordinal(), calendar.zone) for slot in usual)
        if any(start < high and end > low for start, end in times):
            return special.name or HOLIDAY
    if usual:
        return ""
    return _day_off(calendar.weekly, day.weekday())


def _day_off(weekly: Week, weekday: int) -> str:
    """Saturday, Sunday and closed days beside them are the weekend, others go by name."""
    beside_saturday = weekday == SATURDAY - 1 and not weekly[SATURDAY]
    beside_sunday = weekday == 0 and not weekly[SUNDAY]
    if weekday in {SATURDAY, SUNDAY} or beside_saturday or beside_sunday:
        return WEEKEND
    return NAMES[weekday]


def _with_nights(days: list[tuple[int, int, str]]) -> Iterator[tuple[int, int, str]]:
    """The evening before a day off and the morning after are part of it."""
    upcoming = next((name for _, _, name in days if name), OUT_OF_HOURS)
    for start, end, name in days:
        upcoming = name or upcoming
        yield start, end, upcoming


def _joined(spans: Iterator[tuple[int, int, str]]) -> list[ClosedSpan]:
    joined: list[ClosedSpan] = []
    for start, end, name in spans:
        if joined and joined[-1].name == name:
            joined[-1] = ClosedSpan(joined[-1].start, moment(end), name)
        else:
            joined.append(ClosedSpan(moment(start), moment(end), name))
    return joined
