"""Diagnosing customers as the data grows: people, accounts of ten, and one of 5,000 members.

    python -m bench.diagnosis [--people 100000] [--rounds 60]

Fills the embedded engines in a temporary directory: 100 events for each person over 90 days, from
a browser and a server, in sessions and at addresses of their own, some people split in two. Then
reads and checks customers as the job does. Prints milliseconds (median, worst), the statements,
and the median as a ratio to one page of the same customer's timeline.
"""

import argparse
import hashlib
import random
import statistics
import tempfile
import time
import uuid
from collections.abc import Callable, Sequence
from pathlib import Path

from bench.pages import prepare

MEMBERS = 5_000  # of the large account: the first ones
EVENTS = """
INSERT INTO events (environment_id, distinct_id, timestamp, uuid, event, person_id, person_mode,
                    properties_text, group_0, lib, lib_version, session_id, error_type,
                    error_value, trace_id, received_at)
SELECT 1,
       multiIf(turn = 0, 'anon-', served AND person % 50 = 0, 'split-', 'user-')
           || toString(person),
       moment, generateUUIDv4(number), name, generateUUIDv4(person), 'full',
       concat('{"$current_url":"https://app.example/projects/', toString(number % 1000),
              if(served, '"', concat(
                  '","$lib_custom_api_host":"https://e.c.example","$device_id":"d',
                  toString(person), '","$ip":"10.', toString(intDiv(person, 250) % 250), '.',
                  toString(intDiv(person, 62500)), '.', toString(person % 250), '"')),
              if(turn = 0, concat(',"$anon_distinct_id":"anon-', toString(person), '"'), ''),
              ',"$feature_flag":"f","$feature_flag_response":"test","$os":"Mac OS X",',
              '"duration_ms":', toString(number % 9000), '}'),
       if(person < 5000, 'big', 'c' || toString(intDiv(person, 10))),
       if(served, 'posthog-python', 'web'), if(served, '7.42.0', '1.418.10'),
       if(served, '', 's' || toString(person) || '-' || toString(toYYYYMMDD(moment))),
       if(name = '$exception', 'TypeError', ''), if(name = '$exception', 'x is undefined', ''),
       '', moment
FROM (SELECT number, intDiv(number, 100) + {first:UInt32} AS person, number % 100 AS turn,
             turn % 5 = 4 AS served,
             now64(3) - toIntervalSecond(cityHash64(number, 'when') % (90 * 86400)) AS moment,
             if(turn = 0, '$identify', ['$pageview', '$pageview', '$autocapture', 'saved',
                'exported', '$exception', '$pageview', '$feature_flag_called', '$pageleave',
                'opened'][number % 10 + 1]) AS name
      FROM numbers({count:UInt64}))
"""
LARGE = """
INSERT INTO people_group (environment_id, type_id, key, properties, name, plan, created_at,
                          last_seen_at)
SELECT %(environment)s, %(type)s, 'big', '{}', 'Big', 'Enterprise', now(), now()
"""
SPLIT = """
INSERT INTO people_person (id, environment_id, properties, name, email, is_identified, created_at,
                           last_seen_at)
SELECT md5('split-' || n)::uuid, %(environment)s, '{}', 'Person ' || n,
       'p' || n || '@c' || n / 10 || '.example', true, now(), now()
FROM generate_series(0, %(last)s, 50) AS n
"""
SPLIT_IDS = """
INSERT INTO people_distinctid (environment_id, distinct_id, person_id, version, created_at)
SELECT %(environment)s, 'split-' || n, md5('split-' || n)::uuid, 0, now()
FROM generate_series(0, %(last)s, 50) AS n
"""


def fill(people: int) -> None:
    from django.core.management import call_command
    from django.db import connection

    from bench.filling import fill_people
    from clew.events import store
    from clew.events.store import event_store
    from clew.people.models import Environment, GroupType

    call_command("migrate", verbosity=0, interactive=False)
    store.migrate()
    inside = Environment.objects.get(is_default=True)
    kind = GroupType.objects.create(
        environment=inside, name="organization", index=0, is_account=True
    )
    fill_people(inside.pk, kind.pk, 0, people - 1)
    with connection.cursor() as cursor:
        for statement in (LARGE, SPLIT, SPLIT_IDS, "ANALYZE"):
            cursor.execute(
                statement, {"environment": inside.pk, "type": kind.pk, "last": people - 1}
            )
    step = 10_000
    with event_store().writer() as client:
        for first in range(0, people, step):
            count = min(step, people - first) * 100
            client.command(EVENTS, parameters={"first": first, "count": count})


def measured(ask: Callable[[int], object], chosen: Sequence[int]) -> list[float]:
    for which in chosen[:3]:
        ask(which)
    took = []
    for which in chosen:
        began = time.perf_counter()
        ask(which)
        took.append((time.perf_counter() - began) * 1000)
    return took


def run(people: int, rounds: int) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from clew.analytics.diagnosis.actions import looked_at
    from clew.events.queries import timeline
    from clew.events.whose import whose_of
    from clew.people.models import Group, Person

    fill(people)
    roll = random.Random(7)

    def person(n: int) -> Person:
        return Person.objects.get(pk=uuid.UUID(hashlib.md5(f"person-{n}".encode()).hexdigest()))

    def account(n: int) -> Group:
        return Group.objects.select_related("type").get(key=f"c{n // 10}")

    def large(_: int) -> Group:
        return Group.objects.select_related("type").get(key="big")

    kinds: list[tuple[str, Callable[[int], Person | Group]]] = [
        ("person", person),
        ("person split in two", lambda n: person(n - n % 50)),
        ("account of 10", account),
        (f"account of {MEMBERS:,}", large),
    ]
    print(f"{people * 100:,} events")
    print(f"{'':24}{'p50 ms':>9}{'worst ms':>10}{'SQL':>6}{'to a timeline':>15}")
    for name, customer in kinds:
        chosen = [roll.randrange(MEMBERS, people) for _ in range(rounds)]

        def diagnose(n: int, customer: Callable[[int], Person | Group] = customer) -> None:
            found = customer(n)
            looked = looked_at(None, found) if isinstance(found, Group) else looked_at(found, None)
            assert looked.checks

        def read(n: int, customer: Callable[[int], Person | Group] = customer) -> None:
            timeline(whose_of(customer(n)))

        took, page = measured(diagnose, chosen), measured(read, chosen)
        with CaptureQueriesContext(connection) as asked:
            diagnose(chosen[0])
        median = statistics.median(took)
        ratio = f"{median / statistics.median(page):.1f}"
        print(f"{name:24}{median:9.0f}{max(took):10.0f}{len(asked):6}{ratio:>15}")


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--people", type=int, default=100_000)
    arguments.add_argument("--rounds", type=int, default=60)
    given = arguments.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        postgres = prepare(Path(folder))
        try:
            run(given.people, given.rounds)
        finally:
            postgres.stop()
