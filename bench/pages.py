"""Server time of the profile and ticket pages as the data grows tenfold.

    python -m bench.pages [--people 10000 100000] [--tickets 10000 100000] [--rounds 200]

Fills the embedded engines in a temporary directory, then asks for pages through Django's test
client: middleware, view, queries and template, without the network. Every round asks for another
person or ticket, so caches help no more than they would in use. Prints for each page its
milliseconds (median and 95th percentile), how the 95th percentile grew from the smallest size,
this process's CPU milliseconds (the median; PostgreSQL's are not in it, the embedded event
store's are) and its SQL statements; and a bare event-store read of the same rows to compare with.
"""

import argparse
import os
import random
import statistics
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import django

from clew.core.engines.postgres import EmbeddedPostgres


def prepare(data_dir: Path) -> EmbeddedPostgres:
    postgres = EmbeddedPostgres(data_dir)
    os.environ["CLEW_DATA_DIR"] = str(data_dir)
    os.environ["CLEW_SECRET_KEY"] = "bench"
    os.environ["DATABASE_URL"] = postgres.start()
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
    (data_dir / "static").mkdir()
    django.setup()
    return postgres


@dataclass(frozen=True)
class Figures:
    """Of one page at one size, in milliseconds."""

    median: float
    slow: float  # the 95th percentile
    cpu: float
    statements: int


def measured(ask: Callable[[int], object], among: int, rounds: int) -> Figures:
    """After a warm-up, each round for another of ``among`` customers or tickets."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    chosen = random.Random(7)
    for _ in range(20):
        ask(chosen.randrange(among))
    with CaptureQueriesContext(connection) as asked:
        ask(chosen.randrange(among))
        statements = len(asked)  # the next request empties the log
    took, worked = [], []
    for _ in range(rounds):
        which = chosen.randrange(among)
        began, cpu = time.perf_counter(), time.process_time()
        ask(which)
        took.append((time.perf_counter() - began) * 1000)
        worked.append((time.process_time() - cpu) * 1000)
    slow = statistics.quantiles(took, n=20)[-1]
    return Figures(statistics.median(took), slow, statistics.median(worked), statements)


def run(people_sizes: list[int], ticket_sizes: list[int], rounds: int) -> None:
    from django.core.management import call_command
    from django.test import Client

    from bench.filling import EVENTS_PER_PERSON, fill_events, fill_people, fill_tickets
    from clew.events import store
    from clew.events.store import event_store
    from clew.people.models import Environment, GroupType
    from clew.people.staff_actions import create_owner

    call_command("migrate", verbosity=0, interactive=False)
    store.migrate()
    environment = Environment.objects.get(is_default=True)
    account_type = GroupType.objects.create(
        environment=environment, name="organization", index=0, is_account=True
    )
    owner = create_owner(name="Bench", email="b@clew.example", password="forty-two grey herons")
    browser = Client()
    browser.force_login(owner)

    def person_id(n: int) -> str:
        import hashlib
        import uuid

        return str(uuid.UUID(hashlib.md5(f"person-{n}".encode()).hexdigest()))

    def get(path: str) -> None:
        answer = browser.get(path)
        assert answer.status_code == 200, f"{path}: {answer.status_code}"
        b"".join(answer) if answer.streaming else answer.content

    def account_key(n: int) -> str:
        return f"c{n // 10}"

    def of(path: str, name: Callable[[int], str]) -> Callable[[int], None]:
        return lambda n: get(path + name(n))

    def bare(n: int) -> None:
        with event_store().reader() as client:
            client.query(
                "SELECT timestamp, uuid, event, properties_text FROM events "
                "WHERE environment_id = 1 AND distinct_id IN {ids:Array(String)} "
                "ORDER BY timestamp DESC LIMIT 50",
                parameters={"ids": [f"user-{n}", f"anon-{n}"]},
            )

    heads = "".join(f"{head:>9}" for head in ("p50 ms", "p95 ms", "growth", "CPU ms", "SQL"))
    print(f"{'':44}{'size':>12}{heads}")

    def report(name: str, size: int, found: Figures, before: dict[str, Figures]) -> None:
        growth = f"{found.slow / before[name].slow:.2f}×" if name in before else ""
        figures = f"{found.median:>9.1f}{found.slow:>9.1f}{growth:>9}{found.cpu:>9.1f}"
        print(f"{name:44}{size:>12,}{figures}{found.statements:>9}", flush=True)
        before.setdefault(name, found)

    before: dict[str, Figures] = {}
    done = 0
    for people in people_sizes:
        fill_people(environment.pk, account_type.pk, done, people - 1)
        fill_events(event_store(), environment.pk, done, people - done)
        done = people
        size = people * EVENTS_PER_PERSON
        pages = {
            "person page": of("/customers/person/", person_id),
            **{
                f"person page, {part}": of(f"/customers/{part}/person/", person_id)
                for part in ("timeline", "newer", "counts", "ruler", "errors", "traces")
            },
            "group page": of("/customers/group/organization/", account_key),
            **{
                f"group page, {part}": of(f"/customers/{part}/group/organization/", account_key)
                for part in ("timeline", "counts", "ruler", "errors", "traces")
            },
            "customers list": lambda _n: get("/customers/"),
            "customers search": lambda n: get(f"/customers/?q=person+{n}"),
            "bare event-store read of 50 events": bare,
        }
        for name, ask in pages.items():
            report(name, size, measured(ask, people, rounds), before)
    done = 0
    for tickets in ticket_sizes:
        fill_tickets(environment.pk, 1_000_001 + done, 1_000_000 + tickets)
        done = tickets
        pages = {
            "ticket page": lambda n: get(f"/tickets/{1_000_001 + n}"),
            "ticket page, customer panel": lambda n: get(f"/tickets/{1_000_001 + n}/customer"),
            "inbox, all open": lambda _n: get("/inbox/open"),
            "inbox, recently solved": lambda _n: get("/inbox/solved"),
            "rail counts": lambda _n: get("/rail/counts"),
            "ticket search": lambda n: get(f"/search?q=export+{1_000_001 + n}"),
            "ticket search, a word of every fifth": lambda _n: get("/search?q=invoice"),
        }
        for name, ask in pages.items():
            report(name, tickets, measured(ask, tickets, rounds), before)


def main() -> None:
    wants = argparse.ArgumentParser()
    wants.add_argument("--people", type=int, nargs="+", default=[10_000, 100_000])
    wants.add_argument("--tickets", type=int, nargs="+", default=[10_000, 100_000])
    wants.add_argument("--rounds", type=int, default=200)
    asked = wants.parse_args()
    with tempfile.TemporaryDirectory(prefix="clew-bench-") as folder:
        Path(folder).chmod(0o755)
        postgres = prepare(Path(folder))
        try:
            run(asked.people, asked.tickets, asked.rounds)
        finally:
            from clew.core.engines import clickhouse

            clickhouse.close()
            postgres.stop()


if __name__ == "__main__":
    main()
