"""What SQL of readers costs over the same questions asked of the bare engine.

    python -m bench.sql [--events 2000000] [--rounds 15]

Each of five queries runs compiled (fence, properties, links) and as an engineer would write it by
hand for the same rows, by turns on one embedded client. Prints the processor's milliseconds
(medians), which other work on the machine changes least, and their ratio with compiling; the goal
is 1.15.
"""

import argparse
import os
import resource
import statistics
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import django
from clickhouse_connect.driver.client import Client

FENCE = "environment_id = 1"
GOAL = 1.15


@dataclass(frozen=True)
class Question:
    name: str
    ours: str
    bare: str


QUESTIONS = (
    Question(
        "events by name and day",
        "SELECT event, toDate(timestamp) AS day, count() FROM events GROUP BY event, day"
        " ORDER BY 3 DESC LIMIT 100",
        "SELECT event, toDate(timestamp) AS day, count() FROM clew.events"
        f" WHERE {FENCE} GROUP BY event, day ORDER BY 3 DESC LIMIT 100",
    ),
    Question(
        "one person's events",
        "SELECT timestamp, event, properties.plan FROM events WHERE distinct_id = 'd77'"
        " ORDER BY timestamp DESC LIMIT 100",
        "SELECT timestamp, event, CAST(properties.plan, 'Nullable(String)') FROM clew.events"
        f" WHERE {FENCE} AND distinct_id = 'd77' ORDER BY timestamp DESC LIMIT 100",
    ),
    Question(
        "sum of a property of a month",
        "SELECT properties.plan AS plan, sum(properties.rows) FROM events"
        " WHERE timestamp >= '2026-11-01' AND properties.rows > 50 GROUP BY plan",
        "SELECT CAST(properties.plan, 'Nullable(String)') AS plan,"
        " sum(toFloat64OrNull(CAST(properties.rows, 'Nullable(String)'))) FROM clew.events"
        f" WHERE {FENCE} AND timestamp >= '2026-11-01'"
        " AND toFloat64OrNull(CAST(properties.rows, 'Nullable(String)')) > 50 GROUP BY plan",
    ),
    Question(
        "events joined with persons",
        "SELECT p.name, count() AS c FROM events e JOIN persons p ON e.person_id = p.id"
        " WHERE e.event = 'export' GROUP BY p.name ORDER BY c DESC LIMIT 20",
        "SELECT p.name, count() AS c FROM clew.events e JOIN (SELECT * FROM"
        f" clew.mirror_persons FINAL WHERE {FENCE}) p ON e.person_id = p.id"
        f" WHERE e.{FENCE} AND e.event = 'export' GROUP BY p.name ORDER BY c DESC LIMIT 20",
    ),
    Question(
        "by a property of the person",
        "SELECT person.properties.tier AS tier, uniq(distinct_id) FROM events"
        " WHERE event = 'export' GROUP BY tier",
        "SELECT CAST(p.properties.tier, 'Nullable(String)') AS tier, uniq(e.distinct_id)"
        " FROM clew.events e LEFT ANY JOIN (SELECT id, properties FROM clew.mirror_persons"
        f" FINAL WHERE {FENCE}) p ON e.person_id = p.id WHERE e.{FENCE}"
        " AND e.event = 'export' GROUP BY tier",
    ),
)
FILL = """INSERT INTO events (environment_id, distinct_id, timestamp, uuid, event, person_id,
    properties_text)
SELECT 1 + (number % 10 = 0), 'd' || toString(intHash32(number) % {people}),
    toDateTime64('2026-11-20 00:00:00', 3, 'UTC') - number * 5, generateUUIDv4(),
    ['export', 'page', 'pay', 'open'][1 + number % 4],
    reinterpretAsUUID(toUInt128(intHash32(number) % {people})),
    '{{"plan":"' || ['free', 'pro', 'team'][1 + number % 3] || '","rows":'
    || toString(number % 100) || ',"$browser":"Firefox","path":"/a/' || toString(number % 999)
    || '","note":"' || repeat('x', 200) || '"}}'
FROM numbers({events})"""
PERSONS = """INSERT INTO mirror_persons (id, version, environment_id, name, created_at, properties)
SELECT reinterpretAsUUID(toUInt128(number)), 1, 1, 'Person ' || toString(number), now64(3),
    '{{"tier":"t' || toString(number % 5) || '","email":"p' || toString(number) || '@x.example"}}'
FROM numbers({people})"""


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--events", type=int, default=2_000_000)
    asked.add_argument("--rounds", type=int, default=15)
    options = asked.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"DJANGO_SETTINGS_MODULE": "config.settings", "CLEW_DATA_DIR": folder}
        django.setup()
        measure(Path(folder), options.events, options.rounds)


def measure(folder: Path, events: int, rounds: int) -> None:
    from clew.analytics.sql.access import Access
    from clew.analytics.sql.compiling import compile_query
    from clew.core.engines.clickhouse import ClickHouse
    from clew.events.store.schema import migrate

    store = ClickHouse(path=folder / "events")
    migrate(store)
    with store.writer() as client:
        client.command(FILL.format(events=events, people=max(100, events // 400)))
        client.command(PERSONS.format(people=max(100, events // 400)))
    access = Access(1, every_ticket=True, bodies=True, own_events=True)
    print(f"{events:,} events\n\n{'query':32}{'compile':>9}{'ours':>9}{'bare':>9}{'ratio':>8}")
    with store.reader() as client:
        for question in QUESTIONS:
            compiling = _median(lambda q=question: compile_query(q.ours, access), rounds)
            sql = compile_query(question.ours, access).sql
            ours, bare = _by_turns(client, sql, question.bare, rounds)
            ratio = (compiling + ours) / bare
            mark = "" if ratio <= GOAL else "  over the goal"
            print(
                f"{question.name:32}{compiling:7.1f}ms{ours:7.1f}ms{bare:7.1f}ms{ratio:7.2f}×{mark}"
            )
    store.close()


def _by_turns(client: Client, ours: str, bare: str, rounds: int) -> tuple[float, float]:
    times: dict[str, list[float]] = {ours: [], bare: []}
    for number in range(rounds + 1):
        for sql, taken in times.items():
            started = _processor()
            client.query(sql)
            if number:  # the first warms up
                taken.append(_processor() - started)
    return statistics.median(times[ours]), statistics.median(times[bare])


def _processor() -> float:
    """Milliseconds of this process, the engine's threads included."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return (used.ru_utime + used.ru_stime) * 1000


def _median(work: Callable[[], object], rounds: int) -> float:
    times = []
    for _ in range(rounds):
        started = _processor()
        work()
        times.append(_processor() - started)
    return statistics.median(times)


if __name__ == "__main__":
    main()
