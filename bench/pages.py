"""Server time of the profile and ticket pages as the data grows tenfold.

    python -m bench.pages [--people 10000 100000] [--tickets 10000 100000] [--rounds 200]

Fills the embedded engines in a temporary directory, then asks for pages through Django's test
client: middleware, view, queries and template, without the network. Every round asks for another
person or ticket, so caches help no more than they would in use. Prints milliseconds (median and
95th percentile), the growth from the smaller to the larger size, and a bare event-store read of
the same rows to compare with.
"""

import argparse
import os
import random
import statistics
import tempfile
import time
from collections.abc import Callable
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


def measured(ask: Callable[[int], None], among: int, rounds: int) -> tuple[float, float]:
    """Median and 95th percentile in milliseconds, after a warm-up."""
    chosen = random.Random(7)
    for _ in range(20):
        ask(chosen.randrange(among))
    took = []
    for _ in range(rounds):
        which = chosen.randrange(among)
        began = time.perf_counter()
        ask(which)
        took.append((time.perf_counter() - began) * 1000)
    return statistics.median(took), statistics.quantiles(took, n=20)[-1]


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

    def bare(n: int) -> None:
        with event_store().reader() as client:
            client.query(
                "SELECT timestamp, uuid, event, properties_text FROM events "
                "WHERE environment_id = 1 AND distinct_id IN {ids:Array(String)} "
                "ORDER BY timestamp DESC LIMIT 50",
                parameters={"ids": [f"user-{n}", f"anon-{n}"]},
            )

    print(f"{'':44}{'size':>12}{'p50 ms':>10}{'p95 ms':>10}{'growth':>9}")

    def report(name: str, size: int, figures: tuple[float, float], before: dict) -> None:
        growth = f"{figures[1] / before[name][1]:.2f}×" if name in before else ""
        print(f"{name:44}{size:>12,}{figures[0]:>10.1f}{figures[1]:>10.1f}{growth:>9}")
        before.setdefault(name, figures)

    before: dict = {}
    done = 0
    for people in people_sizes:
        fill_people(environment.pk, account_type.pk, done, people - 1)
        fill_events(event_store(), environment.pk, done, people - done)
        done = people
        size = people * EVENTS_PER_PERSON
        pages = {
            "person page": lambda n: get(f"/customers/person/{person_id(n)}"),
            **{
                f"person page, {part}": lambda n, part=part: get(
                    f"/customers/{part}/person/{person_id(n)}"
                )
                for part in ("timeline", "counts", "ruler", "errors", "traces")
            },
            "group page": lambda n: get(f"/customers/group/organization/c{n // 10}"),
            **{
                f"group page, {part}": lambda n, part=part: get(
                    f"/customers/{part}/group/organization/c{n // 10}"
                )
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
            "rail counts": lambda _n: get("/rail/counts"),
            "ticket search": lambda n: get(f"/search?q=export+{1_000_001 + n}"),
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
