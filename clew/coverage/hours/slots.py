"""Opening times as people write them, and the instants they mean on a day.

Instants are whole microseconds since 1970 in UTC: exact, and quick to compare.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

MICROSECOND = timedelta(microseconds=1)
MINUTE = 60_000_000  # microseconds
MIDNIGHT = 1440  # minutes: the end of a day
DAY = MIDNIGHT * MINUTE
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
FIRST_DAY = EPOCH.toordinal()


@dataclass(frozen=True)
class Slot:
    """``Slot("22:00", "06:00")`` ends on the next day; it belongs to the day on which it starts.

    A clock of its own (``start_zone``, ``end_zone``) goes before the calendar's: from 09:00 in
    London to 17:00 in Los Angeles.
    """

    start: str
    end: str
    start_zone: str = ""
    end_zone: str = ""


@dataclass(frozen=True)
class SpecialDay:
    """A date whose slots replace those of its weekday. No slots: closed all day."""

    day: date
    name: str = ""
    slots: tuple[Slot, ...] = ()


@lru_cache(maxsize=4096)
def minutes_of(clock: str) -> int:
    """``"09:30"`` → 570; ``"24:00"`` → 1440."""
    hours, minutes = clock.split(":")
    return int(hours) * 60 + int(minutes)


def micros(at: datetime) -> int:
    past = at - EPOCH
    return (past.days * 86_400 + past.seconds) * 1_000_000 + past.microseconds


def moment(instant: int) -> datetime:
    return EPOCH + timedelta(microseconds=instant)


def instant_of(ordinal: int, minutes: int, zone: ZoneInfo) -> int:
    """The wall time of a day. One that a clock skips is as much later as the clock jumps,

    one that it shows twice is the first: both are what ``fold=0`` means.
    """
    if minutes == MIDNIGHT:
        ordinal, minutes = ordinal + 1, 0
    day = datetime.fromordinal(ordinal)
    wall = day.replace(hour=minutes // 60, minute=minutes % 60, tzinfo=zone)
    offset = wall.utcoffset()
    assert offset is not None
    return (ordinal - FIRST_DAY) * DAY + minutes * MINUTE - offset // MICROSECOND


def instants_of(slot: Slot, ordinal: int, zone: str) -> tuple[int, int]:
    """From and until. Not after each other where a clock's jump swallows the slot."""
    start_zone, end_zone = slot.start_zone or zone, slot.end_zone or zone
    start, end = minutes_of(slot.start), minutes_of(slot.end)
    begins = instant_of(ordinal, start, ZoneInfo(start_zone))
    if start_zone == end_zone:
        return begins, instant_of(ordinal + (end <= start), end, ZoneInfo(end_zone))
    ends = instant_of(ordinal, end, ZoneInfo(end_zone))
    if ends > begins:
        return begins, ends
    return begins, instant_of(ordinal + 1, end, ZoneInfo(end_zone))
