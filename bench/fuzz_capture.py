"""Captured requests gone wrong, by the million: refused in words, never a fault, nothing lost.

    python -m bench.fuzz_capture [--count 100000] [--minutes 0] [--seed 1] [--together 4000]
                                 [--keep FOLDER]

Every request is one that an SDK sends, changed by a seed in structure, types or bytes, and put to
the real capture application in this process, with its durable log in an embedded PostgreSQL. After
every ``--together`` of them the writer empties the log into an embedded ClickHouse, and profiles,
lists and SQL are asked for the persons concerned. One request in ten is sound. Prints faults (no
answer, 5xx, slow, a sound event that was not stored, a page that broke) and exits 1 if there was
one. The same seed makes the same requests. ``--minutes`` ends earlier; ``--keep`` writes the bodies
concerned as files.
"""

import argparse
import asyncio
import random
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

import psutil

from bench.pages import prepare
from tests.capture_mutations import mutated
from tests.capture_payloads import Corpus, Sent
from tests.serving import open_folder

KEY = "clew_fuzz"
AT_ONCE = 50
SLOW = 1.0  # seconds of CPU for a body of at most SMALL bytes
SMALL = 64 * 1024
MOST_MEMORY = 2_500  # MB resident: event store, its merges, this fuzzer and its bodies
TAKEN = {200, 204}


@dataclass
class Found:
    statuses: Counter[int] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    slowest: tuple[float, int] = (0.0, 0)
    good: int = 0
    stored: int = 0
    quarantined: int = 0
    memory: int = 0
    pages: int = 0

    def fault(self, what: str, sent: Sent | None = None, keep: Path | None = None) -> None:
        self.faults.append(what)
        print(f"FAULT {what}", flush=True)
        if sent is not None and keep is not None:
            keep.mkdir(parents=True, exist_ok=True)
            (keep / f"{len(self.faults)}.body").write_bytes(sent.body)


async def ask(app: Any, sent: Sent) -> int:
    """The status of the answer; raises what the application raises."""
    parts = [{"type": "http.request", "body": sent.body, "more_body": False}]
    status = 0

    async def receive() -> dict[str, Any]:
        return parts.pop() if parts else {"type": "http.disconnect"}

    async def send(message: dict[str, Any]) -> None:
        nonlocal status
        if message["type"] == "http.response.start":
            status = message["status"]

    scope = {
        "type": "http",
        "method": sent.method,
        "path": sent.path,
        "query_string": sent.query.encode("latin-1", "replace"),
        "headers": list(sent.headers),
        "client": ("127.0.0.1", 4711),
    }
    await app(scope, receive, send)
    return status


async def ask_all(every: list[Sent], found: Found, keep: Path | None) -> set[UUID]:
    """Returns the sound events of what was taken."""
    from clew.events.capture.app import capture

    owed: set[UUID] = set()

    async def one(sent: Sent) -> None:
        try:
            status = await asyncio.wait_for(ask(capture, sent), 30)
        except Exception as error:  # noqa: BLE001  that is what is looked for
            found.fault(f"{sent.method} {sent.path}: {type(error).__name__}: {error}", sent, keep)
            return
        found.statuses[status] += 1
        if status == 0 or status >= 500:
            found.fault(f"{sent.method} {sent.path} answered {status}", sent, keep)
        if status in TAKEN:
            owed.update(sent.good)

    for at in range(0, len(every), AT_ONCE):
        group = every[at : at + AT_ONCE]
        began = time.process_time()
        await asyncio.gather(*map(one, group))
        took = time.process_time() - began
        if took > SLOW and all(len(each.body) <= SMALL for each in group):
            found.fault(f"{len(group)} small requests took {took:.1f} s of CPU", group[0], keep)
        found.slowest = max(found.slowest, (took, len(group)))
    return owed


def write(found: Found, owed: set[UUID]) -> None:
    """Everything in the log becomes an event or is kept aside."""
    from clew.events.models import CaptureBatch, QuarantinedEvent, WriterChunk
    from clew.events.store import event_store
    from clew.events.writer.loop import write_waiting

    try:
        found.stored += write_waiting(event_store())
    except Exception as error:  # noqa: BLE001  that is what is looked for
        found.fault(f"the writer stopped: {type(error).__name__}: {str(error)[:300]}")
    if CaptureBatch.objects.exists() or WriterChunk.objects.exists():
        found.fault("the log is not empty after the writer")
    found.quarantined += QuarantinedEvent.objects.count()
    QuarantinedEvent.objects.all().delete()
    with event_store().reader() as client:
        rows = client.query(
            "SELECT uuid FROM events WHERE uuid IN {wanted:Array(UUID)}",
            parameters={"wanted": sorted(owed)},
        ).result_rows
    missing = owed - {row[0] for row in rows}
    found.good += len(owed)
    if missing:
        found.fault(f"{len(missing)} sound events were taken and not stored: {list(missing)[:3]}")
    if len(rows) != len(owed) - len(missing):
        found.fault("a sound event was stored twice")


PAGES = (
    "/insights/errors",
    "/insights/traces",
    "/settings/quarantine",
    "/customers/",
)


def look(client: Any, chance: random.Random, found: Found) -> None:
    """Pages that show what was stored answer 200."""
    from clew.events.store import event_store
    from clew.people.models import Person

    with event_store().reader() as reader:
        rows = reader.query(
            "SELECT person_id, argMax(event, length(properties_text)) FROM events"
            " GROUP BY person_id ORDER BY max(received_at) DESC, rand() LIMIT 40"
        ).result_rows
    people = [row[0] for row in rows]
    known = list(Person.objects.filter(pk__in=people).values_list("pk", flat=True))
    addresses = list(PAGES)
    for person in chance.sample(sorted(known), min(4, len(known))):
        parts = ("counts", "ruler", "timeline", "errors", "traces", "usage")
        addresses += [f"/customers/{part}/person/{person}" for part in parts]
        addresses.append(f"/customers/person/{person}")
    for address in addresses:
        answer = client.get(address, follow=True)
        found.pages += 1
        if answer.status_code != 200:
            found.fault(f"{address} answered {answer.status_code}")
    query = "SELECT event, distinct_id, properties FROM events ORDER BY timestamp DESC LIMIT 500"
    for asked in (query, "SELECT * FROM persons LIMIT 500"):
        answer = client.post("/insights/sql/runs", {"query": asked})
        found.pages += 1
        if answer.status_code != 200:
            found.fault(f"SQL answered {answer.status_code}: {asked}")


def made_ready(data_dir: Path) -> tuple[Any, Any]:
    """The engines, a capture key, and a browser in which the owner is signed in."""
    postgres = prepare(data_dir)
    from django.conf import settings
    from django.core.management import call_command
    from django.test import Client

    from clew.events import store
    from clew.people.models import CaptureKey, Environment
    from clew.people.staff_actions import create_owner

    settings.CLEW_CAPTURE_RATE = 0.0
    call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)
    store.migrate()
    environment = Environment.objects.get(is_default=True)
    CaptureKey.objects.create(key=KEY, name="fuzz", environment=environment)
    owner = create_owner(name="Ada", email="ada@clew.example", password="forty-two grey herons")
    client = Client(raise_request_exception=False)
    client.force_login(owner)
    return postgres, client


async def with_desk(every: list[Sent], found: Found, keep: Path | None) -> set[UUID]:
    from clew.events.capture.app import close_desk, open_desk

    await open_desk()
    try:
        return await ask_all(every, found, keep)
    finally:
        await close_desk()


def drawn(count: int, corpus: Corpus) -> list[Sent]:
    return [
        corpus.good() if corpus.chance.random() < 0.1 else mutated(corpus) for _ in range(count)
    ]


def run(given: argparse.Namespace, client: Any, found: Found) -> None:
    ends = time.monotonic() + (given.minutes or 24 * 60) * 60
    for first in range(0, given.count, given.together):
        if time.monotonic() > ends:
            break
        corpus = Corpus(KEY, random.Random(f"{given.seed}-{first}"))
        every = drawn(min(given.together, given.count - first), corpus)
        owed = asyncio.run(with_desk(every, found, given.keep))
        write(found, owed)
        if first // given.together % 10 == 0:
            look(client, corpus.chance, found)
        found.memory = max(found.memory, psutil.Process().memory_info().rss >> 20)
        if first // given.together % 5 == 0:
            print(f"{first + len(every):>9,} requests, {found.memory} MB", flush=True)
    if found.memory > MOST_MEMORY:
        found.fault(f"{found.memory} MB resident")


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--count", type=int, default=100_000)
    options.add_argument("--minutes", type=float, default=0)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--together", type=int, default=4_000)
    options.add_argument("--keep", type=Path)
    given = options.parse_args()
    found = Found()
    with open_folder() as folder:
        (folder / "data").mkdir()
        postgres, client = made_ready(folder / "data")
        try:
            run(given, client, found)
        finally:
            from django.db import connection

            from clew.core.engines import clickhouse

            connection.close()
            clickhouse.close()
            postgres.stop()
    answered = ", ".join(
        f"{count:,} × {status}" for status, count in sorted(found.statuses.items())
    )
    asked = sum(found.statuses.values())
    print(f"{asked:,} requests (seed {given.seed}): {answered}")
    print(
        f"{found.stored:,} events stored, {found.quarantined:,} kept aside; "
        f"{found.good:,} sound ones owed and found; {found.pages} pages asked; "
        f"{found.memory} MB at most; {time.process_time():,.0f} s of CPU"
    )
    print(f"{len(found.faults)} faults")
    raise SystemExit(bool(found.faults))


if __name__ == "__main__":
    main()
