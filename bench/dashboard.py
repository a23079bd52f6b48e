"""What the dashboard costs at ten million events, against what the engine costs by itself.

    python -m bench.dashboard [--events 10000000] [--people 60000] [--rounds 3] [--folder DIR]

Prints for each part the median in milliseconds, CPU time, and how many times a bare query of the
engine in the same run it is: counting the people active in the same days. Then all parts as a page
asks for them, at once. With --folder the made store is kept there and used again.
"""

import argparse
import os
import statistics
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import Any

TODAY = date(2026, 11, 22)
AT_ONCE = 500_000
FILL = """
INSERT INTO events (environment_id, distinct_id, timestamp, uuid, event, person_id, person_mode,
    properties_text, group_0, lib, received_at)
SELECT 1, distinct_id, at, generateUUIDv4(), named,
    reinterpretAsUUID(MD5(toString(if(visitor, 100000000 + person, person)))),
    if(visitor, 'propertyless', 'full'), '{{"plan":"pro","amount":12}}',
    if(visitor, '', concat('org', toString(person % {groups}))), 'web', at
FROM (
    SELECT intDiv(number, 8) AS visit,
        toUInt32({people} * pow((sipHash64(visit, 1) % 1000000) / 1000000., 1.7)) AS person,
        sipHash64(visit, 5) % 100 < 25 AS visitor,
        toUInt32(300 * ((sipHash64(person, 2) % 1000000) / 1000000.)) AS joined,
        joined + toUInt32((365 - joined) * pow((sipHash64(visit, 3) % 1000000) / 1000000., 1.3))
            AS day,
        toDateTime64('2025-11-23 00:00:00', 3, 'UTC') + toIntervalDay(day)
            + toIntervalSecond(sipHash64(visit, 4) % 80000 + (number % 8) * 30) AS at,
        concat(if(visitor, 'v-', 'u-'), toString(person), '-', hex(sipHash64(person, 99)))
            AS distinct_id,
        sipHash64(number, 7) % 1000 AS dice,
        multiIf(dice < 400, '$pageview', dice < 500, '$autocapture', dice < 560, '$pageleave',
            dice < 600, '$feature_flag_called', dice < 620, 'signup page viewed',
            dice < 625, 'signed up', dice < 630, 'subscription started', dice < 640, 'paid',
            concat('feature ', toString(dice % 25))) AS named
    FROM numbers({start}, {count})
)
"""
BARE = """
SELECT uniqExact(person_id) FROM events
WHERE environment_id = 1 AND lib != 'clew' AND person_mode != 'propertyless'
  AND timestamp >= toDateTime64('{first}', 3, 'UTC')
"""


def fill(store: Any, given: argparse.Namespace) -> None:
    with store.writer() as client:
        done = client.query("SELECT count() FROM events").result_rows[0][0]
        for start in range(done, given.events, AT_ONCE):
            count = min(AT_ONCE, given.events - start)
            groups = max(given.people // 10, 1)
            client.command(
                FILL.format(people=given.people, groups=groups, start=start, count=count)
            )


def timed(ask: Callable[[], object], rounds: int) -> tuple[float, float]:
    """Milliseconds: by the clock (median), and of the processors (median)."""
    ask()
    clock, processors = [], []
    for _ in range(rounds):
        begun, used = time.perf_counter(), time.process_time()
        ask()
        clock.append((time.perf_counter() - begun) * 1000)
        processors.append((time.process_time() - used) * 1000)
    return statistics.median(clock), statistics.median(processors)


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--events", type=int, default=10_000_000)
    arguments.add_argument("--people", type=int, default=60_000)
    arguments.add_argument("--rounds", type=int, default=3)
    arguments.add_argument("--folder", default="")
    given = arguments.parse_args()
    if given.folder:
        measure(Path(given.folder), given)
        return
    with tempfile.TemporaryDirectory() as folder:
        measure(Path(folder), given)


def measure(folder: Path, given: argparse.Namespace) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    os.environ["CLEW_DATA_DIR"] = str(folder)
    import django

    django.setup()
    from clew.analytics.dashboard.asked import asked
    from clew.events.store import event_store, migrate

    migrate()
    fill(event_store(), given)
    for per in ("person", "account"):
        for days in ("30", "90", "365"):
            shown = asked({"days": days, "per": per}, today=TODAY, has_accounts=True)
            compare(shown, given.rounds)


def compare(shown: Any, rounds: int) -> None:
    """One line for each part, and one for the whole page."""
    from clew.events.store import event_store

    def bare() -> None:
        with event_store().reader() as client:
            client.query(BARE.format(first=shown.first.isoformat()))

    unit, _ = timed(bare, rounds)
    print(f"last {shown.days} days, per {shown.per}: bare query {unit:6.0f} ms")
    parts = parts_of(shown)
    for name, part in parts.items():
        clock, processors = timed(part, rounds)
        print(
            f"  {name:11} {clock:6.0f} ms, {processors:6.0f} ms of CPU, {clock / unit:5.1f} × bare"
        )

    def page() -> None:
        with ThreadPoolExecutor(len(parts)) as pool:
            list(pool.map(lambda part: part(), parts.values()))

    clock, processors = timed(page, rounds)
    ratio = clock / unit
    print(f"  {'whole page':11} {clock:6.0f} ms, {processors:6.0f} ms of CPU, {ratio:5.1f} × bare")


def parts_of(shown: Any) -> dict[str, Callable[[], object]]:
    from clew.analytics.dashboard.active import active
    from clew.analytics.dashboard.conversion import conversion, signups
    from clew.analytics.dashboard.lifecycle import lifecycle
    from clew.analytics.dashboard.paying import paying
    from clew.analytics.dashboard.power import power_users
    from clew.analytics.dashboard.roles import Chosen, Role, Roles
    from clew.analytics.dashboard.source import Accounts, Source
    from clew.analytics.metrics.matching import EventMatcher

    names = ("", "signup page viewed", "signed up", "subscription started", "paid")
    chosen = [
        Chosen(role, (EventMatcher(name),) if name else ())
        for role, name in zip(Role, names, strict=True)
    ]

    def source() -> Source:
        return Source(1, shown, Roles(*chosen), Accounts(0, "company"))

    return {
        "active": lambda: active(source()),
        "lifecycle": lambda: lifecycle(source()),
        "conversion": lambda: conversion(source(), 30),
        "signups": lambda: signups(source()),
        "paying": lambda: paying(source()),
        "power users": lambda: power_users(source()),
    }


if __name__ == "__main__":
    main()
