"""When somebody works, by the clock on their wall. Pure: values in, values out.

``{"mon": ["09:00", "17:00"], …}``: a day that is missing is free; no day at all means that
nobody said, and then every moment counts as working. Wall times become instants date by date in
the zone, so that a day with a change of the clock is as long as it is.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
AHEAD = 8  # days: the same weekday of next week is the furthest a next shift can be
Hours = Mapping[str, Sequence[str]]


def is_working(hours: Hours, tz: str, at: datetime) -> bool:
    return next_working(hours, tz, at) == at


def next_working(hours: Hours, tz: str, at: datetime) -> datetime:
    """``at`` itself inside a shift, else the start of the next one, in UTC."""
    zone = zone_named(tz)
    today = at.astimezone(zone).date()
    for offset in range(-1, AHEAD + 1):  # a night shift of yesterday may still run
        for start, end in _shifts(hours, zone, today + timedelta(days=offset)):
            if at < end:
                return max(at, start)
    return at


def working_until(hours: Hours, tz: str, at: datetime) -> datetime | None:
    """When the shift that runs at ``at`` ends; None outside of one, or when nobody said."""
    zone = zone_named(tz)
    today = at.astimezone(zone).date()
    for offset in (-1, 0):
        for start, end in _shifts(hours, zone, today + timedelta(days=offset)):
            if start <= at < end:
                return end
    return None


def zone_named(name: str) -> ZoneInfo:
    """UTC for a name this machine does not know."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")


def wall_time(day: date, at: time, zone: ZoneInfo) -> datetime:
    """The instant a wall clock in ``zone`` shows ``at``. One that is skipped comes an hour later;
    of one that comes twice, the first."""
    return datetime.combine(day, at, zone).astimezone(UTC)


def _shifts(hours: Hours, zone: ZoneInfo, day: date) -> Iterator[tuple[datetime, datetime]]:
    given = hours.get(DAYS[day.weekday()])
    if not given:
        return
    start, end = (time.fromisoformat(text) for text in given)
    last = day if end > start else day + timedelta(days=1)
    yield wall_time(day, start, zone), wall_time(last, end, zone)
