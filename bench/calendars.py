"""What one due time costs, and how it compares with walking from day to day.

    python -m bench.calendars [--rounds 20000]

Due times of targets from an hour to ninety days ahead, from times over two years, in the preset
calendars and one with split shifts, nights and holidays. *Of walking* is the ratio to a plain
implementation that goes through the days and their slots one by one, in the same run. Prints
microseconds (median and 95th percentile). ``first`` is a calendar never seen before: its year is
compiled.
"""

import argparse
import random
import statistics
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from clew.coverage.hours import Hours, hours_from_json
from clew.coverage.hours.opening import table_of
from clew.coverage.presets import PRESETS

START = datetime(2026, 1, 1, tzinfo=UTC)
SPREAD = 2 * 365 * 24 * 60  # minutes
SHIFTS = {
    "name": "Shifts, nights, holidays",
    "timezone": "America/New_York",
    "weekly": {
        "mon": [["08:00", "12:00"], ["13:00", "18:00"]],
        "tue": [["08:00", "12:00"], ["13:00", "18:00"]],
        "wed": [["22:00", "06:00"]],
        "thu": [["22:00", "06:00"]],
        "fri": [["08:00", "12:00"], ["13:00", "18:00"]],
    },
    "holidays": [f"{2026 + year}-{month:02}-10" for year in range(3) for month in range(1, 13)],
}


def calendars() -> list[Hours]:
    presets = (
        {"name": each["name"], "timezone": each["time_zone"], "weekly": each["weekly"]}
        for each in PRESETS
    )
    return [hours_from_json(each) for each in (*presets, SHIFTS)]


def walked(hours: Hours, start: datetime, minutes: float) -> datetime:
    """The same by walking. Good for calendars whose slots do not overlap."""
    zone, left = ZoneInfo(hours.zone), timedelta(minutes=minutes)
    special = {each.day: each for each in hours.exceptions}
    day = start.astimezone(zone).date() - timedelta(days=2)
    while True:
        found = special.get(day)
        for slot in found.slots if found else hours.weekly[day.weekday()]:
            opens = wall(day, slot.start, slot.start_zone or hours.zone)
            closes = wall(day, slot.end, slot.end_zone or hours.zone)
            if closes <= opens:
                closes = wall(day + timedelta(days=1), slot.end, slot.end_zone or hours.zone)
            opens = max(opens, start)
            if closes - opens >= left:
                return opens + left
            left -= max(closes - opens, timedelta())
        day += timedelta(days=1)


def wall(day: Any, clock: str, zone: str) -> datetime:
    hour, minute = map(int, clock.split(":"))
    at = datetime(day.year, day.month, day.day, hour % 24, minute, tzinfo=ZoneInfo(zone))
    return (at + timedelta(days=hour // 24)).astimezone(UTC)


def timed(call: Callable[..., Any], asked: list[tuple[Any, ...]]) -> list[float]:
    took = []
    for each in asked:
        began = time.perf_counter_ns()
        call(*each)
        took.append((time.perf_counter_ns() - began) / 1000)
    return took


def line(name: str, took: list[float], of: float = 0) -> str:
    median, late = statistics.median(took), statistics.quantiles(took, n=20)[-1]
    ratio = f"{median / of:>10.4f}" if of else f"{'':>10}"
    return f"{name:<28}{median:>10.1f}{late:>10.1f}{ratio}"


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=20_000)
    rounds = parser.parse_args().rounds
    draw = random.Random(7)
    print(f"{'':<28}{'median µs':>10}{'95 % µs':>10}{'of walking':>12}")
    for hours in calendars():
        asked = [
            (START + timedelta(minutes=draw.randrange(SPREAD)), draw.randrange(60, 90 * 480))
            for _ in range(rounds)
        ]
        few = asked[: rounds // 20]
        for start, minutes in few[:200]:
            assert hours.add(start, minutes) == walked(hours, start, minutes), (hours.name, start)
        slow = timed(lambda start, minutes, hours=hours: walked(hours, start, minutes), few)
        fast = timed(hours.add, asked)
        print(line(hours.name, fast, statistics.median(slow)))
    first = []
    for _ in range(20):
        table_of.cache_clear()
        fresh = hours_from_json(SHIFTS)
        first += timed(fresh.add, [(START, 60)])
    print(line("first", first))
    spans = [(START + timedelta(days=n), START + timedelta(days=n + 5)) for n in range(600)]
    fresh.closed_spans(START, START + timedelta(days=700))
    print(line("what did not count, 5 days", timed(fresh.closed_spans, spans)))


if __name__ == "__main__":
    main()
