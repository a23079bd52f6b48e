"""Opening hours against somebody who counts minutes on the wall, over two years."""

import random
from bisect import bisect_left
from datetime import UTC, date, datetime, timedelta
from itertools import accumulate
from zoneinfo import ZoneInfo

import pytest

from clew.coverage.hours import WEEKDAYS, hours_from_json

START, END = datetime(2026, 1, 1, tzinfo=UTC), datetime(2028, 1, 1, tzinfo=UTC)
STEP = timedelta(minutes=15)  # offsets of today's zones change on quarters of an hour
ZONES = [
    "Australia/Lord_Howe", "Asia/Kolkata", "Asia/Kathmandu", "America/New_York", "Europe/London",
    "Pacific/Auckland",
]  # fmt: skip
# Split shifts, nights and a late Saturday. No edge where a clock may be changed.
WEEKLY = {
    "mon": [["08:30", "12:05"], ["13:10", "17:45"]],
    "tue": [["08:30", "12:05"], ["13:10", "17:45"]],
    "wed": [["22:00", "06:15"]],
    "thu": [["09:00", "17:00"], ["15:00", "19:30"]],
    "sat": [["21:00", "05:00"]],
    "sun": [["00:00", "24:00"]],
}
SPECIAL = {
    "2026-04-05": {"name": "Half a Sunday", "slots": [["09:00", "12:00"]]},
    "2026-12-24": {"slots": [["09:00", "12:00"], ["20:00", "04:30"]]},
    "2027-01-01": {"slots": []},
}


def minute(clock: str) -> int:
    return int(clock[:2]) * 60 + int(clock[3:])


def day_open(day: date) -> bytearray:
    """Each minute on the wall of one date: 1 is open. Last night's slots reach into it."""
    flags = bytearray(1440)
    for date_of_slot, shift in ((day, 0), (day - timedelta(days=1), -1440)):
        special = SPECIAL.get(date_of_slot.isoformat())
        weekly = WEEKLY.get(WEEKDAYS[date_of_slot.weekday()], [])
        for start, end in special["slots"] if special else weekly:
            first, last = minute(start), minute(end)
            if last <= first:
                last += 1440
            first, last = max(first + shift, 0), min(last + shift, 1440)
            if first < last:
                flags[first:last] = b"\x01" * (last - first)
    return flags


def counted(flags: bytearray) -> list[int]:
    """How many minutes were open before each one."""
    return [0, *accumulate(flags)]


def on_the_wall(name: str) -> bytearray:
    zone, flags, known, at = ZoneInfo(name), bytearray(), {}, START
    while at < END:
        wall = at.astimezone(zone)
        day = wall.date()
        if day not in known:
            known[day] = day_open(day)
        first = wall.hour * 60 + wall.minute
        flags += known[day][first : first + 15]
        at += STEP
    return flags


def agrees(calendar, flags: bytearray, tries: int) -> None:
    before, draw = counted(flags), random.Random(4)
    for _ in range(tries):
        start = draw.randrange(len(flags) - 90 * 1440)
        end = draw.randrange(start, min(start + 60 * 1440, len(flags)))
        one, two = START + timedelta(minutes=start), START + timedelta(minutes=end)
        assert calendar.open_minutes(one, two) == before[end] - before[start], (one, two)
        assert calendar.is_open(one) == bool(flags[start]), one
        target = draw.randrange(1, 8000)
        due = START + timedelta(minutes=bisect_left(before, before[start] + target))
        assert calendar.add(one, target) == due, (one, target)


@pytest.mark.parametrize("zone", ZONES)
def test_hours_are_what_the_wall_says(zone):
    given = {"timezone": zone, "weekly": WEEKLY, "exceptions": SPECIAL}
    agrees(hours_from_json(given), on_the_wall(zone), 800)


def test_hours_between_two_walls():
    """C4: from nine in London until five in the afternoon in Los Angeles."""
    london, angeles, flags, at = (
        ZoneInfo("Europe/London"),
        ZoneInfo("America/Los_Angeles"),
        [],
        START,
    )
    while at < END:
        here, there = at.astimezone(london), at.astimezone(angeles)
        opened = (here.date(), here.hour) >= (there.date(), 9)
        flags.append(there.weekday() < 5 and there.hour < 17 and opened)
        at += STEP
    slot = {"from": "09:00", "from_zone": london.key, "to": "17:00", "to_zone": angeles.key}
    weekly = {day: [slot] for day in WEEKDAYS[:5]}
    minutes = bytearray(flag for flag in flags for _ in range(15))
    agrees(hours_from_json({"timezone": "UTC", "weekly": weekly}), minutes, 800)
