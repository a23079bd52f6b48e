"""How page times grow with the data, over HTTP with one client, a decade of tickets at a time.

    python -m bench.growth [--tickets 10000 100000 1000000] [--events 1 10 50] [--rounds 60]
                           [--keep DIRECTORY] [--out FILE]

``--events`` are millions, one for each number of tickets. Each size has a data directory of its
own, filled once (with ``--keep``, once for ever) by the words of bench.searching and the events of
bench.filling, and is then served by a ``clew up`` that runs no jobs meanwhile. Each round asks for
another ticket or customer. Prints median and 95th percentile in milliseconds, the calibration of
bench.peers beside them, and the growth of the median since the size before: as it was, and at equal
calibration. ``--out`` has the same as JSON: {page: {"axis", "sizes", "p50", "p95", "calibration"}}.
"""

import argparse
import json
import random
import statistics
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

import httpx

from bench.filling import EVENTS_PER_PERSON
from bench.keeping import filled_once
from bench.peers.measuring import calibrate
from bench.searching import Language
from bench.workspace import measured, signed_in
from tests.serving import Served, free_port, open_folder

MILLION = 1_000_000
STARTED = 600  # seconds a server may take to come up on the largest directory
UNSEEN = (  # tickets that are new to routing: their targets are derived once
    "from clew.tickets.models import Ticket; from clew.routing.models import Standing; "
    "seen = Standing.objects.values('pk'); "
    "print(Ticket.objects.unsolved().exclude(pk__in=seen).count())"
)


@dataclass(frozen=True)
class Size:
    tickets: int
    events: int  # one by one

    @property
    def people(self) -> int:
        return self.events // EVENTS_PER_PERSON

    def along(self, axis: str) -> int:
        return self.tickets if axis == "tickets" else self.events


@dataclass
class Curve:
    """One page: how long it takes (milliseconds) at each size along its axis.

    ``calibration`` is the fixed piece of work of bench.peers beside it, as the machine's speed
    changes.
    """

    axis: str  # "tickets" or "events"
    sizes: list[int] = field(default_factory=list)
    p50: list[float] = field(default_factory=list)
    p95: list[float] = field(default_factory=list)
    calibration: list[float] = field(default_factory=list)

    def add(self, size: int, p50: float, p95: float, calibration: float) -> str:
        shown = f"{p50:>9.1f}{p95:>9.1f}{calibration:>9.1f}"
        if self.p50:
            growth = p50 / self.p50[-1]
            shown += f"{growth:>8.2f}×{growth * self.calibration[-1] / calibration:>8.2f}×"
        self.sizes.append(size)
        self.p50.append(round(p50, 2))
        self.p95.append(round(p95, 2))
        self.calibration.append(round(calibration, 2))
        return shown


def fill_apart(data: Path, size: Size) -> None:
    """In a process of its own: the engines of a directory are open once."""
    program = [sys.executable, "-W", "ignore", "-m", "bench.growth", "--fill", str(data)]
    subprocess.run([*program, str(size.tickets), str(size.events)], check=True)


def fill(data: Path, size: Size) -> None:
    from bench import workspace

    workspace.fill(data, size.tickets, more=lambda: fill_customers(size))


def fill_customers(size: Size) -> None:
    from bench.filling import fill_events, fill_people
    from bench.searching import PEOPLE
    from clew.core.engines import clickhouse
    from clew.events import store

    store.migrate()
    if size.people > PEOPLE:
        fill_people(1, 1, PEOPLE, size.people - 1)
    fill_events(store.event_store(), 1, 0, size.people)
    clickhouse.close()


def filled(folder: Path, size: Size) -> Path:
    data = folder / f"{size.tickets}-{size.events}"
    filled_once(data, lambda empty: fill_apart(empty, size))
    return data


Pages = dict[str, tuple[str, Callable[[int], str]]]


def person(which: int) -> str:
    from hashlib import md5

    return str(UUID(md5(f"person-{which}".encode(), usedforsecurity=False).hexdigest()))


def pages(size: Size, rounds: int) -> Pages:
    """Name → what makes it grow, and the address of a round."""
    chosen = random.Random(3)
    numbers = [chosen.randint(1, size.tickets) for _ in range(rounds + 10)]
    people = [chosen.randrange(size.people) for _ in range(rounds + 10)]
    words = Language()
    account = "/customers/group/organization/c"
    return {
        "inbox": ("tickets", lambda _: "/inbox/open"),
        "inbox, solved": ("tickets", lambda _: "/inbox/solved"),
        "ticket": ("tickets", lambda n: f"/tickets/{numbers[n]}"),
        "rail counts": ("tickets", lambda _: "/rail/counts"),
        "search, rare word": ("tickets", lambda n: f"/search?q={words.rare(n)}"),
        "search, word in 2%": ("tickets", lambda _: "/search?q=timeout"),
        "ticket's customer": ("events", lambda n: f"/tickets/{numbers[n]}/customer"),
        "person": ("events", lambda n: f"/customers/person/{person(people[n])}"),
        "person, timeline": (
            "events",
            lambda n: f"/customers/timeline/person/{person(people[n])}",
        ),
        "account": ("events", lambda n: f"{account}{people[n] // 10}"),
        "account, timeline": (
            "events",
            lambda n: f"/customers/timeline/group/organization/c{people[n] // 10}",
        ),
        "customers": ("events", lambda _: "/customers/"),
    }


def settle(data: Path) -> None:
    """What a filled directory needs once, so that jobs need not run while pages are measured."""
    if (data / "settled").exists():
        return
    server = Served(data, free_port())
    server.start(within=STARTED)
    try:
        while int(server.python(UNSEEN)):
            server.clew("tick")
    finally:
        server.stop(within=STARTED)
    (data / "settled").touch()


def measure(server: Served, size: Size, rounds: int, curves: dict[str, Curve]) -> None:
    client = signed_in(server)
    print(f"\n{size.tickets:,} tickets, {size.events:,} events", flush=True)
    for name, (axis, address) in pages(size, rounds).items():

        def ask(number: int, address: Callable[[int], str] = address) -> None:
            answered(client.get(address(number)))

        before = speed()
        p50, p95 = measured(ask, rounds)
        calibration = (before + speed()) / 2
        line = curves.setdefault(name, Curve(axis)).add(size.along(axis), p50, p95, calibration)
        print(f"{name:30}{line}", flush=True)


def speed() -> float:
    """Milliseconds of the fixed piece of work, now."""
    return statistics.median(calibrate() for _ in range(7))


def answered(answer: httpx.Response) -> None:
    assert answer.status_code == 200, f"{answer.url}: {answer.status_code}"


def run(folder: Path, sizes: list[Size], rounds: int) -> dict[str, Curve]:
    curves: dict[str, Curve] = {}
    print(f"{'':30}{'p50 ms':>9}{'p95 ms':>9}{'calib.':>9}{'growth':>9}{'at equal':>9}")
    for size in sizes:
        data = filled(folder, size)
        settle(data)
        server = Served(data, free_port(), {"CLEW_ROLE": "web"})
        server.start(within=STARTED)
        try:
            measure(server, size, rounds, curves)
        finally:
            server.stop()
    return curves


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--tickets", type=int, nargs="+", default=[10_000, 100_000, 1_000_000])
    asked.add_argument("--events", type=float, nargs="+", default=[1, 10, 50])
    asked.add_argument("--rounds", type=int, default=60)
    asked.add_argument("--keep", type=Path)
    asked.add_argument("--out", type=Path)
    asked.add_argument("--fill", nargs=3, help=argparse.SUPPRESS)
    given = asked.parse_args()
    if given.fill:
        fill(Path(given.fill[0]), Size(*map(int, given.fill[1:])))
        return
    events = [int(each * MILLION) for each in given.events]
    sizes = [Size(*each) for each in zip(given.tickets, events, strict=True)]
    with open_folder() as temporary:
        curves = run(given.keep or temporary, sizes, given.rounds)
    if given.out:
        given.out.write_text(json.dumps({name: vars(each) for name, each in curves.items()}))


if __name__ == "__main__":
    main()
