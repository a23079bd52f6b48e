"""Opening tickets and replying through the API, and all that follows from it.

    python -m bench.writing [--tickets 100000] [--count 300] [--clients 4] [--keep DIRECTORY]
                            [--code DIRECTORY]

Starts ``clew up`` on a filled data directory (``--keep`` fills it only once) and lets clients open
``--count`` tickets, then reply to them, each in a closed loop. Prints answers a second with the
median and the 95th percentile, how long it took until nothing waited any more (reactions, jobs,
deliveries, events, copies for SQL), and the CPU milliseconds of one ticket or reply: of the server
and of PostgreSQL, until the answers were there, and until all was done. ``--code`` runs another
checkout, to compare two in turns.
"""

import argparse
import statistics
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psutil
import psycopg

from bench.keeping import filled_once
from bench.peers.asking import Asker
from bench.workspace import fill
from clew.core.engines.postgres import running_url
from tests.serving import Served, free_port, open_folder

Ask = Callable[[Asker, int], None]
CODE = Path(__file__).resolve().parent.parent
PATIENCE = 600.0  # seconds
WAITING = {
    "procrastinate_jobs": "status = 'doing' OR (status = 'todo'"
    " AND (scheduled_at IS NULL OR scheduled_at <= now()))",
    "core_waitingfact": "true",
    "tickets_delivery": "state = 'waiting' AND next_attempt_at <= now()",
    "capture_log": "true",
    "analytics_changed": "true",
}


class Work:
    """What a running Clew has done and has still to do."""

    def __init__(self, server: Served) -> None:
        url = running_url(server.data_dir)
        assert url
        assert server.process
        self._database = psycopg.connect(url, autocommit=True)
        postmaster = (server.data_dir / "postgres/postmaster.pid").read_text().split()[0]
        self._postgres = psutil.Process(int(postmaster))
        self._server = psutil.Process(server.process.pid)
        found = self._database.execute("SELECT relname FROM pg_class WHERE relkind = 'r'")
        self._tables = {name for (name,) in found} & WAITING.keys()

    def waiting(self) -> int:
        counted = [
            f"(SELECT count(*) FROM {name} WHERE {WAITING[name]})" for name in sorted(self._tables)
        ]
        row = self._database.execute(f"SELECT {' + '.join(counted)}").fetchone()
        assert row
        return int(row[0])

    def rest(self) -> None:
        until = time.monotonic() + PATIENCE
        while self.waiting():
            if time.monotonic() > until:
                raise SystemExit(f"{self.waiting()} things still wait")
            time.sleep(0.1)

    def spent(self) -> tuple[float, float]:
        """Seconds of CPU: of the server, and of PostgreSQL with all it ever started."""
        theirs = [self._postgres, *self._postgres.children(recursive=True)]
        return _seconds([self._server]), _seconds(theirs)


def _seconds(processes: list[psutil.Process]) -> float:
    spent = [each.cpu_times() for each in processes]
    return sum(each.user + each.system + each.children_user + each.children_system
               for each in spent)  # fmt: skip


def measured(name: str, work: Work, ask: Ask, *, port: int, count: int, clients: int) -> None:
    work.rest()
    began, before = time.perf_counter(), work.spent()
    with ThreadPoolExecutor(clients) as pool:
        parts = pool.map(
            lambda first: _ask_all(Asker(port), ask, range(first, count, clients)), range(clients)
        )
        took = sorted(each for part in parts for each in part)
    answered, after = time.perf_counter(), work.spent()
    left = work.waiting()
    work.rest()
    done, last = time.perf_counter() - answered, work.spent()
    slow = statistics.quantiles(took, n=20)[-1] if len(took) > 1 else took[0]
    print(
        f"{name}: {count / (answered - began):.0f} a second from {clients} clients, p50"
        f" {statistics.median(took):.1f} ms, p95 {slow:.1f} ms; {left} things waited then, none"
        f" {done:.1f} s later ({count / (answered - began + done):.0f} a second with all that"
        " follows)"
    )
    for until, spent in (("the last answer", after), ("the end of all that follows", last)):
        server, postgres = (
            1000 * (one - other) / count for one, other in zip(spent, before, strict=True)
        )
        print(f"  CPU of each until {until}: server {server:.1f} ms, PostgreSQL {postgres:.1f} ms")


def _ask_all(client: Asker, ask: Ask, calls: range) -> list[float]:
    took = []
    for call in calls:
        began = time.perf_counter()
        ask(client, call)
        took.append((time.perf_counter() - began) * 1000)
    return took


def writing(server: Served, count: int, clients: int) -> None:
    tokens = [server.token() for _ in range(-(-count // 600) * 2)]
    work, opened = Work(server), dict[int, int]()

    def create(client: Asker, call: int) -> None:
        asked = {
            "subject": f"Bench {call} cannot log in",
            "message": f"Since this morning, with every browser we have.\n\nCall {call}.",
            "requester": {"email": f"writer{call % 500}@osprey.example", "name": "Wren Okafor"},
        }
        answer = client.post("/api/v1/tickets", given=asked, headers=bearer(call), expected=(201,))
        opened[call] = int(answer.json["number"])

    def reply(client: Asker, call: int) -> None:
        said = {"from": "agent", "body": f"It is mended, and was our fault. {call}"}
        path = f"/api/v1/tickets/{opened[call]}/messages"
        client.post(path, given=said, headers=bearer(call), expected=(201,))

    def bearer(call: int) -> dict[str, str]:
        return {"Authorization": f"Bearer {tokens[call % len(tokens)]}"}

    for call in range(20):
        create(Asker(server.port), call)
        reply(Asker(server.port), call)
    measured("open", work, create, port=server.port, count=count, clients=clients)
    measured("reply", work, reply, port=server.port, count=count, clients=clients)


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("--tickets", type=int, default=100_000)
    asked.add_argument("--count", type=int, default=300)
    asked.add_argument("--clients", type=int, default=4)
    asked.add_argument("--keep", type=Path)
    asked.add_argument("--code", type=Path, default=CODE)
    given = asked.parse_args()
    with open_folder() as folder:
        data = given.keep or folder / "data"
        filled_once(data, lambda empty: fill(empty, given.tickets))
        server = Served(data, free_port(), code=given.code)
        server.start(within=180)
        try:
            writing(server, given.count, given.clients)
        finally:
            server.stop()


if __name__ == "__main__":
    main()
