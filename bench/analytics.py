"""What profiles, errors and traces cost as events grow, and the rest of analytics beside them.

    python -m bench.analytics [--events 1000000] [--rounds 5] [--only]

Fills the embedded engines in a temporary directory: events of 120 days, a fiftieth as many people,
accounts of 50 members and one of 5,000. Prints for each read the best time, which other work on
the machine changes least, processor time, and its ratio to a bare question of the same run: how
many events there are of the last 30 days. Then, unless --only, the dashboard, SQL, diagnosis and
lists at sizes that fit, each by itself.
"""

import argparse
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.core.management import call_command

from bench.pages import prepare

AT_ONCE = 500_000
LARGE = 5_000  # members of org-0
FILL = """
INSERT INTO events (environment_id, distinct_id, timestamp, uuid, event, person_id, person_mode,
    properties_text, group_0, lib, lib_version, session_id, error_type, error_value,
    error_fingerprint, trace_id, received_at)
WITH cityHash64(number) % {people} AS who, cityHash64(number, 2) % 10 AS what
SELECT 1, concat('user-', toString(who)),
    now64(3) - toIntervalSecond(cityHash64(number, 1) % (86400 * 120)) AS at, generateUUIDv4(),
    ['$pageview', '$pageleave', '$autocapture', 'file imported', 'report viewed', '$exception',
     '$ai_generation', 'signed up', 'subscription started', 'invoice paid'][1 + what] AS event,
    reinterpretAsUUID(MD5(toString(who))), 'full',
    concat('{{"$current_url":"https://app.example/p/', toString(number % 200),
           '","$browser":"Firefox","plan":"scale","rows":', toString(number % 1000),
           if(what = 6, ',"$ai_model":"halden-small","$ai_input_tokens":90,"$ai_latency":1.5', ''),
           '}}'),
    concat('org-', toString(if(who < {large}, 0, 1 + who % {accounts}))), 'web', '1.418.10',
    concat('s', toString(number % 2000000)), if(what = 5, 'TypeError', ''),
    if(what = 5, 'x is undefined', ''), if(what = 5, 1 + cityHash64(number, 7) % 500, 0),
    if(what = 6, concat('t-', toString(who), '-', toString(toDate(at))), ''), now64(3)
FROM numbers({start}, {count})
"""
BARE = "SELECT count() FROM events WHERE environment_id = 1 AND timestamp >= now() - 2592000"
OTHERS = (
    ["bench.dashboard", "--events", "{events}", "--people", "{people}"],
    ["bench.sql", "--events", "{events}"],
    ["bench.diagnosis", "--people", "{people}"],
    ["bench.lists", "--accounts", "{people}"],
)


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--events", type=int, default=1_000_000)
    arguments.add_argument("--rounds", type=int, default=5)
    arguments.add_argument("--only", action="store_true", help="nothing but profiles and errors")
    given = arguments.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        postgres = prepare(Path(folder))
        try:
            call_command("migrate", verbosity=0)
            fill(given.events)
            compare(given.rounds)
        finally:
            postgres.stop()
    for command in [] if given.only else OTHERS:
        sizes = {"events": given.events, "people": max(given.events // 50, 1000)}
        words = [word.format(**sizes) for word in command]
        print(f"\n{' '.join(words)}", flush=True)
        subprocess.run([sys.executable, "-W", "ignore", "-m", *words], check=True)


def fill(events: int) -> None:
    from clew.events.store import event_store, migrate

    migrate()
    people = max(events // 50, LARGE + 100)
    with event_store().writer() as client:
        for start in range(0, events, AT_ONCE):
            count, accounts = min(AT_ONCE, events - start), max((people - LARGE) // 50, 1)
            sizes = {"people": people, "accounts": accounts, "large": LARGE}
            client.command(FILL.format(start=start, count=count, **sizes))


def compare(rounds: int) -> None:
    from clew.events.store import event_store

    def bare() -> None:
        with event_store().reader() as client:
            client.query(BARE)

    unit, _ = best(bare, rounds)
    print(f"bare question {unit:6.1f} ms")
    for name, read in reads().items():
        clock, processors = best(read, rounds)
        ratio = clock / unit
        print(f"  {name:32} {clock:7.1f} ms, {processors:7.1f} ms of CPU, {ratio:6.1f} × bare")


def best(ask: Callable[[], object], rounds: int) -> tuple[float, float]:
    ask()
    clock, processors = [], []
    for _ in range(rounds):
        begun, used = time.perf_counter(), time.process_time()
        ask()
        clock.append((time.perf_counter() - begun) * 1000)
        processors.append((time.process_time() - used) * 1000)
    return min(clock), min(processors)


def reads() -> dict[str, Callable[[], object]]:
    from clew.events.records import Whose

    found: dict[str, Callable[[], object]] = {}
    for name, whose in {
        "a person": Whose(1, distinct_ids=["user-7777"]),
        "50 members": Whose(1, group=(0, "org-7")),
        "5,000 members": Whose(1, group=(0, "org-0")),
    }.items():
        found |= {f"{name}: {part}": read for part, read in of_profile(whose).items()}
    return found | of_everybody()


def of_profile(whose: Any) -> dict[str, Callable[[], object]]:
    from clew.core import clock
    from clew.events import queries

    now = clock.now()
    month = {"since": now - timedelta(days=30), "until": now}
    return {
        "timeline": lambda: queries.timeline(whose, limit=60),
        "counts": lambda: queries.counts(whose),
        "days": lambda: queries.daily_activity(whose, **month),
        "errors": lambda: queries.errors_grouped(whose, limit=26),
        "traces": lambda: queries.llm_traces(whose, limit=26),
    }


def of_everybody() -> dict[str, Callable[[], object]]:
    from clew.core import clock
    from clew.events.errors import listing, one
    from clew.events.errors.records import ErrorsAsked
    from clew.events.traces.reading import traces_listed
    from clew.events.traces.records import TracesAsked

    now = clock.now()
    errors = ErrorsAsked(1, since=now - timedelta(days=30), account_index=0)
    traces = TracesAsked(1, since=now - timedelta(days=7), account_index=0)
    return {
        "everybody: errors of 30 days": lambda: listing.errors_listed(errors),
        "everybody: one error": lambda: one.one_error(1, 7, account_index=0),
        "everybody: its people": lambda: one.people_affected(1, 7),
        "everybody: traces of 7 days": lambda: traces_listed(traces),
    }


if __name__ == "__main__":
    main()
