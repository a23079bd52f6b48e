"""Capture under load while agents work: nothing lost, pages stay quick, the backlog drains.

    python -m bench.mixed [--rate 1500] [--steady 60] [--burst 60] [--times 10] [--agents 20]
                          [--data DIRECTORY] [--port 0]

Starts ``clew up`` on the demo company (or on a data directory given), lets agents work alone,
then with a steady stream of events, then with a burst of ``--times`` as many, and then until
everything is stored. Prints the agents' median and 95th percentile in each part and their ratio
to working alone, how the backlog and its age went, memory, and whether the uuids acknowledged and
those stored are the same. Agents look at lists, open tickets, search and reply; between two
requests they think. Takes about four minutes, and the machine for itself.
"""

import argparse
import asyncio
import multiprocessing
import random
import re
import statistics
import subprocess
import sys
import threading
import time
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import psutil

from bench.peers.measuring import calibrate
from bench.sending import Sent, send
from tests.serving import Served, free_port, open_folder

THINK = 1.5  # seconds between two requests of one agent, on average
WORDS = ["invoice", "export", "error", "login", "webhook", "slow", "is:open", "report"]
BACKLOG = re.compile(r"^clew_capture_(backlog_events|oldest_seconds) ([\d.e+]+)", re.MULTILINE)
STORED = """
import sys, chdb
connection = chdb.connect(sys.argv[1])
found = connection.query("SELECT hex(uuid) FROM clew.events WHERE lib = 'bench'", "TabSeparated")
sys.stdout.buffer.write(found.bytes())
"""


@dataclass
class Office:
    """The agents, and how long each of their requests took in each part of the run."""

    server: Served
    client: httpx.Client
    numbers: list[str]
    part: str = "warm-up"
    took: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    speeds: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    failed: list[str] = field(default_factory=list)
    closing: threading.Event = field(default_factory=threading.Event)

    def agent(self, seed: int) -> None:
        chosen = random.Random(seed)
        cookies = httpx.Cookies(self.client.cookies)
        with httpx.Client(base_url=self.server.url, cookies=cookies, timeout=60) as client:
            while not self.closing.wait(chosen.expovariate(1 / THINK)):
                part, began = self.part, time.perf_counter()
                try:
                    status = self.one_thing(client, chosen)
                except httpx.HTTPError as error:
                    self.failed.append(repr(error))
                    continue
                self.took[part].append(time.perf_counter() - began)
                if status >= 400:
                    self.failed.append(f"{part}: {status}")

    def watch_speed(self) -> None:
        """Of the machine: its processor may be a part of one that others use."""
        while not self.closing.wait(2):
            self.speeds[self.part].append(calibrate(time.thread_time))

    def one_thing(self, client: httpx.Client, chosen: random.Random) -> int:
        kind, number = chosen.random(), chosen.choice(self.numbers)
        if kind < 0.3:
            return client.get("/inbox/open").status_code
        if kind < 0.7:
            return client.get(f"/tickets/{number}").status_code
        if kind < 0.85:
            word = chosen.choice(WORDS)
            return client.get("/search", params={"q": word}).status_code
        return self.reply(client, number)

    def reply(self, client: httpx.Client, number: str) -> int:
        said = {"kind": "reply", "body": "We are looking into it.", "confirmed": "1"}
        headers = {
            "X-CSRFToken": client.cookies.get("csrftoken", ""),
            "HX-Request": "true",
            "Referer": f"{self.server.url}/tickets/{number}",
        }
        return client.post(f"/tickets/{number}/messages", data=said, headers=headers).status_code

    def report(self, part: str) -> None:
        took, alone = self.took[part], self.took["alone"]
        p50, p95 = percentiles(took)
        ratios = tuple(
            now / before for now, before in zip((p50, p95), percentiles(alone), strict=True)
        )
        speed = statistics.median(self.speeds[part])
        print(
            f"{part:18}{len(took):>9,}{p50 * 1000:>9.1f}{p95 * 1000:>9.1f}{max(took) * 1000:>9.0f}"
            f"{ratios[0]:>9.2f}×{ratios[1]:>8.2f}×{speed:>9.1f}",
            flush=True,
        )


def percentiles(took: list[float]) -> tuple[float, float]:
    return statistics.median(took), statistics.quantiles(took, n=20)[-1]


def opened(server: Served) -> Office:
    """Signed in as the owner, whose tickets the agents share."""
    client = httpx.Client(base_url=server.url, follow_redirects=True, timeout=60)
    page = client.get(server.clew("link").split()[-1])
    token = re.search(r'csrfmiddlewaretoken" value="(\w+)"', page.text)
    if token:
        page = client.post(str(page.url), data={"csrfmiddlewaretoken": token[1]})
    page = client.get("/inbox/open")
    numbers = sorted(set(re.findall(r'"/tickets/(\d+)', page.text)))
    assert numbers, f"no tickets to work on: {page.status_code} {page.url}"
    client.get(f"/tickets/{numbers[0]}")  # its forms bring the CSRF cookie
    return Office(server, client, numbers)


@dataclass
class Watch:
    """Backlog, its age and memory, looked at every second."""

    server: Served
    seen: list[tuple[float, int, float, int]] = field(default_factory=list)
    closing: threading.Event = field(default_factory=threading.Event)

    def run(self) -> None:
        with httpx.Client(base_url=self.server.url, timeout=60) as client:
            while not self.closing.wait(1):
                found = dict(BACKLOG.findall(client.get("/metrics").text))
                if not found:
                    continue  # it could not answer in time
                backlog, age = float(found["backlog_events"]), float(found["oldest_seconds"])
                self.seen.append((time.monotonic(), int(backlog), age, self.memory()))

    def empty_after(self, since: float, within: float = 1800) -> float:
        """Seconds until nothing waits but what came in the last second."""
        while time.monotonic() - since < within:
            time.sleep(0.5)
            if self.seen and self.seen[-1][0] > since and self.seen[-1][2] < 1:
                break
        return time.monotonic() - since

    def memory(self) -> int:
        assert self.server.process is not None
        return psutil.Process(self.server.process.pid).memory_info().rss // 2**20

    def report(self) -> None:
        print(f"\n{'second':>8}{'backlog':>10}{'its age':>10}{'memory':>10}")
        step = max(1, len(self.seen) // 25)
        for at, backlog, age, memory in self.seen[::step]:
            print(f"{at - self.seen[0][0]:>8.0f}{backlog:>10,}{age:>9.1f}s{memory:>7} MB")
        print(
            f"most: {max(row[1] for row in self.seen):,} events behind,"
            f" the oldest for {max(row[2] for row in self.seen):.1f} s,"
            f" {max(row[3] for row in self.seen)} MB\n"
        )


def stream(office: Office, part: str, key: str, rate: float, seconds: float) -> Sent:
    """Events from a process of their own, while agents work."""
    office.part = part
    context = multiprocessing.get_context("spawn")
    with context.Pool(1) as pool:
        return pool.apply(sending, (office.server.port, key, rate, seconds))


def sending(port: int, key: str, rate: float, seconds: float) -> Sent:
    return asyncio.run(send(port, key, rate, seconds))


def run(server: Served, asked: argparse.Namespace) -> set[bytes]:
    key = server.python(
        "from clew.people.queries import any_capture_key; print(any_capture_key().key)"
    )
    office, watch = opened(server), Watch(server)
    agents = [threading.Thread(target=office.agent, args=(n,)) for n in range(asked.agents)]
    beside = [threading.Thread(target=each) for each in (watch.run, office.watch_speed)]
    threads = [*agents, *beside]
    for thread in threads:
        thread.start()
    time.sleep(10)
    office.part = "alone"
    time.sleep(asked.steady)
    sent = [
        stream(office, "steady", key, asked.rate, asked.steady),
        stream(office, "burst", key, asked.rate * asked.times, asked.burst),
    ]
    office.part = "draining"
    drained = watch.empty_after(time.monotonic())
    server.clew("drain", "--timeout", "1800")
    office.part = "after"
    time.sleep(asked.steady / 2)
    office.closing.set()
    watch.closing.set()
    for thread in threads:
        thread.join()
    print(
        f"{'agents':18}{'requests':>9}{'p50 ms':>9}{'p95 ms':>9}{'longest':>9}{'of alone':>10}"
        f"{'calib.':>17}"
    )
    for part in ("alone", "steady", "burst", "draining", "after"):
        if len(office.took[part]) > 1:
            office.report(part)
    for name, each in zip(("steady", "burst"), sent, strict=True):
        print(f"{name}: {each}")
    print(f"drained {drained:.1f} s after the last event; {len(office.failed)} requests failed")
    for what in sorted(set(office.failed))[:5]:
        print(f"  {what}")
    watch.report()
    return {uuid for each in sent for uuid in each.acknowledged}


def stored_in(data_dir: Path) -> list[bytes]:
    """Read by a process of its own, once the server is gone."""
    command = [sys.executable, "-c", STORED, str(data_dir / "events")]
    out = subprocess.run(command, capture_output=True, check=True).stdout
    return [bytes.fromhex(line.decode()) for line in out.split()]


def compare(acknowledged: set[bytes], data_dir: Path) -> bool:
    stored = stored_in(data_dir)
    lost = acknowledged - set(stored)
    print(
        f"{len(acknowledged):,} events acknowledged, {len(stored):,} stored: {len(lost):,} lost,"
        f" {len(stored) - len(set(stored)):,} twice,"
        f" {len(set(stored) - acknowledged):,} stored without an answer"
    )
    return not lost and len(stored) == len(set(stored))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rate", type=float, default=1500, help="events a second")
    parser.add_argument("--steady", type=float, default=60, help="seconds")
    parser.add_argument("--burst", type=float, default=60, help="seconds")
    parser.add_argument("--times", type=float, default=10)
    parser.add_argument("--agents", type=int, default=20)
    parser.add_argument("--data", type=Path, help="a data directory with tickets; it is changed")
    parser.add_argument("--port", type=int, default=0)
    asked = parser.parse_args()
    with open_folder() as folder:
        data = asked.data or folder / "data"
        extra = {"CLEW_CAPTURE_RATE": "0"}
        server = Served(data, asked.port or free_port(), extra, ("--demo",))
        server.start(within=300)
        server.wait_for_output("Press Ctrl-C", within=600)  # the demo company is there
        try:
            acknowledged = run(server, asked)
        finally:
            server.stop(within=60)
        if not compare(acknowledged, data):
            raise SystemExit("Events were lost or counted twice.")


if __name__ == "__main__":
    main()
