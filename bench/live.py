"""Agents who listen while tickets change, and all of them coming back after a restart.

    python -m bench.live [--agents 300] [--changes 20] [--seconds 30] [--no-restart]

Starts ``clew up``, makes agents (none an admin, and one private team, so that each has to be asked
what they may hear), and opens a stream for each as a browser does. Then tickets change by the API
at the given rate. Prints milliseconds from a change's request, and from its answer, to each
browser's event; memory and threads for each stream; and, after a restart, the seconds until every
browser has its stream again and has fetched its page anew, as clew/web/static/clew/live.js does.
The same changes go first while nobody listens: what streams cost is the difference in CPU time.
"""

import argparse
import asyncio
import contextlib
import random
import statistics
import time
from dataclasses import dataclass, field

import httpx
import orjson
import psutil

from tests.serving import Served, free_port, open_folder

SETTLE = 3  # seconds
TOO_MANY = 429
AGENTS = (
    "from django.test import Client; from clew.people.models import Staff, Team; "
    "from clew.people.staff_actions import create_owner; "
    "create_owner(name='Bench', email='bench@clew.example', password='forty-two grey herons'); "
    "Team.objects.create(name='Legal', private=True); clients = []; "
    "made = [Staff.objects.create(email=f'a{{n}}@clew.example', name=f'Agent {{n}}', role='agent')"
    " for n in range({agents})]; "
    "[(clients.append(Client()), clients[-1].force_login(each)) for each in made]; "
    "print(' '.join(each.cookies['{cookie}'].value for each in clients))"
)
COOKIE = "from django.conf import settings; print(settings.SESSION_COOKIE_NAME)"


@dataclass
class Heard:
    """When each ticket's change was asked for and answered, and when browsers heard of it."""

    asked: dict[str, float] = field(default_factory=dict)
    answered: dict[str, float] = field(default_factory=dict)
    heard: list[tuple[str, float]] = field(default_factory=list)

    def delays(self, since: dict[str, float]) -> list[float]:
        return [(at - since[topic]) * 1000 for topic, at in self.heard if topic in since]


class Browser:
    """One agent's tab: a stream, opened again as live.js opens it."""

    def __init__(self, server: Served, cookie: str, heard: Heard) -> None:
        self.server, self.heard = server, heard
        self.headers = {"Cookie": cookie}
        self.is_open = asyncio.Event()
        self.is_current = asyncio.Event()  # the page was fetched after the stream was opened
        self.failures = 0
        self.pace = 0.0  # seconds

    async def run(self) -> None:
        while True:
            with contextlib.suppress(OSError, EOFError, httpx.HTTPError):
                await self._listen()
            self.is_open.clear()
            self.is_current.clear()
            self.failures += 1
            await asyncio.sleep(min(4, 0.5 * 2**self.failures) * (0.5 + 0.5 * random.random()))

    async def _listen(self) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", self.server.port)
        try:
            lines = [f"GET /live HTTP/1.1\r\nHost: localhost:{self.server.port}"]
            lines += [f"{name}: {value}" for name, value in self.headers.items()]
            writer.write(("\r\n".join(lines) + "\r\n\r\n").encode())
            status = await reader.readline()
            if b" 200 " not in status:
                raise EOFError(status)
            missed, self.failures = self.failures > 1, 0
            self.is_open.set()
            await asyncio.gather(self._catch_up(missed), self._hear(reader))
        finally:
            writer.close()

    async def _catch_up(self, missed: bool) -> None:
        if missed:
            await asyncio.sleep(random.random() * self.pace)
            await self._fetch_anew()
        self.is_current.set()

    async def _fetch_anew(self) -> None:
        plain = httpx.AsyncHTTPTransport(verify=False)  # no certificates are read for each
        async with httpx.AsyncClient(
            base_url=self.server.url, headers=self.headers, transport=plain
        ) as client:
            for path in ("/rail/counts", "/inbox/open/list"):
                (await client.get(path, timeout=30)).raise_for_status()

    async def _hear(self, reader: asyncio.StreamReader) -> None:
        while line := await reader.readline():
            if line.startswith(b"data: {"):
                now = time.perf_counter()
                told = orjson.loads(line.removeprefix(b"data: "))
                self.pace = max(self.pace, told.get("pace", 0) / 1000)
                topics = told.get("topics", [])
                self.heard.heard += [(topic, now) for topic in topics if topic[:7] == "ticket/"]
        raise EOFError


async def change(server: Served, token: str, heard: Heard, rate: float, seconds: float) -> float:
    """Each change is of a ticket of its own, so that an event belongs to one change.

    Gives the milliseconds of CPU that the server took for each.
    """
    headers = {"Authorization": f"Bearer {token}"}
    async with httpx.AsyncClient(base_url=server.url, headers=headers, timeout=30) as client:
        made = [await opened(client, n) for n in range(int(rate * seconds))]
        await asyncio.sleep(SETTLE)
        heard.heard.clear()
        before = cpu_seconds(server)
        changes = []
        for topic in made:
            changes.append(asyncio.create_task(changed(client, topic, heard)))
            await asyncio.sleep(1 / rate)
        await asyncio.gather(*changes)
    await asyncio.sleep(SETTLE)
    return (cpu_seconds(server) - before) / len(made) * 1000


async def opened(client: httpx.AsyncClient, number: int) -> str:
    given = {
        "subject": f"Export {number}",
        "message": "It stops.",
        "requester": {"email": "ada@heron.example"},
    }
    while (answer := await client.post("/api/v1/tickets", json=given)).status_code == TOO_MANY:
        await asyncio.sleep(float(answer.headers["Retry-After"]))
    answer.raise_for_status()
    return f"ticket/{answer.json()['number']}"


async def changed(client: httpx.AsyncClient, topic: str, heard: Heard) -> None:
    heard.asked[topic] = time.perf_counter()
    answer = await client.patch(f"/api/v1/{topic.replace('/', 's/')}", json={"severity": "high"})
    answer.raise_for_status()
    heard.answered[topic] = time.perf_counter()


def process(server: Served) -> psutil.Process:
    assert server.process is not None
    return psutil.Process(server.process.pid)


def cpu_seconds(server: Served) -> float:
    """Of the server process, without the engines beside it."""
    used = process(server).cpu_times()
    return used.user + used.system


def slow(values: list[float]) -> str:
    quantiles = statistics.quantiles(values, n=20)
    return f"median {statistics.median(values):.0f} ms, p95 {quantiles[-1]:.0f} ms"


async def storm(server: Served, browsers: list[Browser]) -> None:
    server.stop()
    await asyncio.to_thread(server.start, 300)
    ready, before = time.perf_counter(), cpu_seconds(server)
    await asyncio.gather(*(each.is_open.wait() for each in browsers))
    streams = time.perf_counter() - ready
    await asyncio.gather(*(each.is_current.wait() for each in browsers))
    pages = time.perf_counter() - ready
    print(f"restart: {streams:.1f} s from ready until every stream is open again,")
    used = cpu_seconds(server) - before
    print(f"{pages:.1f} s until every browser has fetched its list and counts anew,")
    print(f"with {used:.1f} s of the server's CPU", flush=True)


async def measure(server: Served, given: argparse.Namespace) -> None:
    name = server.python(COOKIE)
    keys = server.python(AGENTS.format(agents=given.agents, cookie=name)).split()
    token, heard = server.token(), Heard()
    alone = await change(server, token, Heard(), given.changes, given.seconds)
    browsers = [Browser(server, f"{name}={key}", heard) for key in keys]
    before = process(server).memory_info().rss
    tabs = [asyncio.create_task(each.run()) for each in browsers]
    await asyncio.gather(*(each.is_open.wait() for each in browsers))
    await asyncio.sleep(SETTLE)
    each_kb = (process(server).memory_info().rss - before) / 1024 / len(browsers)
    threads = process(server).num_threads()
    print(f"{len(browsers)} streams: {each_kb:.0f} KB each, {threads} threads in all", flush=True)
    with_all = await change(server, token, heard, given.changes, given.seconds)
    reached = len({*heard.asked} & {topic for topic, _ in heard.heard})
    print(f"{len(heard.asked)} changes at {given.changes} a second, {reached} of them heard")
    print(f"{len(heard.heard) / len(heard.asked):.1f} events each, for {len(browsers)} browsers")
    print(f"from the change's answer to a browser's event: {slow(heard.delays(heard.answered))}")
    print(f"from its request, its own work included:       {slow(heard.delays(heard.asked))}")
    each = (with_all - alone) / len(browsers) * 1000
    print(
        f"CPU of the server: {alone:.1f} ms a change while nobody listens, {with_all:.1f} ms now:"
    )
    print(f"{each:.0f} µs for each stream and change", flush=True)
    if given.restart:
        await storm(server, browsers)
    for tab in tabs:
        tab.cancel()


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--agents", type=int, default=300)
    asked.add_argument("--changes", type=float, default=20, help="a second")
    asked.add_argument("--seconds", type=float, default=30)
    asked.add_argument("--restart", action=argparse.BooleanOptionalAction, default=True)
    given = asked.parse_args()
    with open_folder() as folder:
        server = Served(folder / "data", free_port()).start(within=300)
        try:
            asyncio.run(measure(server, given))
        finally:
            server.stop()


if __name__ == "__main__":
    main()
