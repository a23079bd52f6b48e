"""A week of a calendar as bars, by any clock. Pure: hours in, values for a template out."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from clew.coverage.hours import Hours

DAY = timedelta(days=1)
MINUTES = 1440
DASH = "\N{EN DASH}"


@dataclass(frozen=True)
class Bar:
    """``start`` and ``end`` are per cent of the day; what goes on beyond midnight says so."""

    start: float
    end: float
    words: str
    comes_from_yesterday: bool
    goes_on_tomorrow: bool


@dataclass(frozen=True)
class Row:
    day: date
    bars: list[Bar]
    special: str  # its name, when the date is different
    is_special: bool
    change: str  # of the clock, in words
    is_today: bool
    now: float | None  # per cent of the day

    @property
    def words(self) -> str:
        return ", ".join(bar.words for bar in self.bars) or "closed"


def week_of(hours: Hours, zone: ZoneInfo, monday: date, now: datetime) -> list[Row]:
    special = {each.day: each for each in hours.exceptions} if zone.key == hours.zone else {}
    return [
        _row(hours, zone, day, now, special.get(day))
        for day in (monday + DAY * offset for offset in range(7))
    ]


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _row(hours: Hours, zone: ZoneInfo, day: date, now: datetime, special: object) -> Row:
    start, end = _midnight(day, zone), _midnight(day + DAY, zone)
    return Row(
        day=day,
        bars=[_bar(low, high, start, end, zone) for low, high in hours.open_spans(start, end)],
        special=getattr(special, "name", ""),
        is_special=special is not None,
        change=_change(end - start),
        is_today=start <= now < end,
        now=_share(now, start, end, zone) if start <= now < end else None,
    )


def _bar(low: datetime, high: datetime, start: datetime, end: datetime, zone: ZoneInfo) -> Bar:
    first = f"{low.astimezone(zone):%H:%M}"
    last = "24:00" if high == end else f"{high.astimezone(zone):%H:%M}"
    return Bar(
        start=_share(low, start, end, zone),
        end=_share(high, start, end, zone),
        words=f"{first}{DASH}{last}",
        comes_from_yesterday=low == start,
        goes_on_tomorrow=high == end,
    )


def _share(at: datetime, start: datetime, end: datetime, zone: ZoneInfo) -> float:
    """Where a clock's face has ``at``: a skipped hour is as wide as any."""
    if at in (start, end):
        return 0.0 if at == start else 100.0
    wall = at.astimezone(zone)
    return round((wall.hour * 60 + wall.minute) / MINUTES * 100, 2)


def _change(length: timedelta) -> str:
    if length == DAY:
        return ""
    hours = f"{length / timedelta(hours=1):g}"
    return f"{hours} hours: clocks go {'forward' if length < DAY else 'back'}"


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone).astimezone(UTC)
