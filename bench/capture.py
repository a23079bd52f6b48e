"""Durable events a second through capture, and how soon they show.

    python bench/capture.py [--seconds 10] [--connections 32] [--sizes 1 10 100]

Starts a server of its own (embedded engines in a temporary directory, capture and writer in one
process) and a client in this process; prints rates as ratios to COPYing the same bytes into
PostgreSQL and to a bare insert of the same events into the embedded ClickHouse.
"""

import argparse
import asyncio
import contextlib
import itertools
import json
import os
import random
import subprocess
import sys
import tempfile
import time
import uuid
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[0] = str(ROOT)  # not this folder: its email would hide Python's own
KEY = "clew_bench"
PERSONS = 20_000
PAGES = ["/menu", "/tea", "/milk", "/orders", "/account"]


def event(random_: random.Random, distinct_id: str | None = None) -> dict:
    """About what a browser sends: some 25 properties, 900 bytes."""
    number = random_.randrange(PERSONS)
    who = distinct_id or f"user-{number}"
    page = random_.choice(PAGES)
    return {
        "uuid": str(uuid.uuid4()),
        "event": random_.choice(["$pageview", "$autocapture", "tea poured", "order placed"]),
        "distinct_id": who,
        "offset": random_.randrange(3000),
        "properties": {
            "$os": "Linux",
            "$browser": "Firefox",
            "$browser_version": 140,
            "$device_type": "Desktop",
            "$current_url": f"https://shop.example{page}?q={random_.randrange(1000)}",
            "$host": "shop.example",
            "$pathname": page,
            "$screen_height": 1080,
            "$screen_width": 1920,
            "$viewport_height": 900,
            "$viewport_width": 1600,
            "$lib": "web",
            "$lib_version": "1.400.0",
            "$insert_id": uuid.uuid4().hex,
            "$time": 1772359200.123,
            "distinct_id": who,
            "$device_id": who,
            "$referrer": "$direct",
            "$referring_domain": "$direct",
            "$session_id": f"s-{who}",
            "$window_id": f"w-{who}",
            "$groups": {"company": f"company-{number % 400}"},  # a person works for one
            "$process_person_profile": True,
            "basket": random_.randrange(100),
            "plan": "pro",
        },
    }


def bodies(size: int, count: int) -> list[bytes]:
    import orjson

    random_ = random.Random(size)
    return [
        orjson.dumps({"api_key": KEY, "batch": [event(random_) for _ in range(size)]})
        for _ in range(count)
    ]


# --- the server ---------------------------------------------------------------------------------


def serve(data_dir: Path, port: int) -> None:
    from clew.core.engines.postgres import EmbeddedPostgres

    postgres = EmbeddedPostgres(data_dir)
    os.environ |= {
        "CLEW_DATA_DIR": str(data_dir),
        "DATABASE_URL": postgres.start(),
        "CLEW_CAPTURE_RATE": "0",
    }
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    prepare()
    import uvicorn

    uvicorn.run(application, port=port, log_level="error", access_log=False, http="httptools")
    postgres.stop()


def prepare() -> None:
    from clew.people.models import CaptureKey, Environment

    environment, _ = Environment.objects.get_or_create(name="production", is_default=True)
    CaptureKey.objects.get_or_create(key=KEY, name="bench", environment=environment)


async def application(scope, receive, send) -> None:
    from clew.core.engines import clickhouse
    from clew.events import runtime
    from clew.events.capture.app import capture

    if scope["type"] == "lifespan":
        await receive()
        await runtime.start()
        await asyncio.to_thread(runtime.start_writer)
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await runtime.stop()
        await asyncio.to_thread(runtime.stop_writer)
        await asyncio.to_thread(clickhouse.close)
        await send({"type": "lifespan.shutdown.complete"})
    elif scope["path"] == "/bench":
        question = scope["query_string"].decode()
        answer = await asyncio.to_thread(QUESTIONS[question.partition("=")[0]], question)
        body = json.dumps(answer).encode()
        headers = [(b"content-length", str(len(body)).encode())]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body})
    else:
        await capture(scope, receive, send)


def visible(question: str) -> int:
    """How many events the profile of one distinct id shows."""
    from clew.events.queries import timeline
    from clew.events.records import Whose
    from clew.people.models import Environment

    environment = Environment.objects.values_list("pk", flat=True).get()
    whose = Whose(environment, distinct_ids=[question.partition("=")[2]])
    return len(timeline(whose, limit=1000).events)


def stored(_question: str) -> int:
    from clew.events.store import event_store

    with event_store().reader() as client:
        return client.query("SELECT count() FROM events").result_rows[0][0]


def backlog(_question: str) -> int:
    from clew.events.queries import capture_backlog

    return capture_backlog()


def memory(_question: str) -> int:
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1]) // 1024
    return 0


def cpu(_question: str) -> float:
    """Seconds of CPU this process and its PostgreSQL have used."""
    from django.conf import settings

    pid_file = settings.CLEW_DATA_DIR / "postgres" / "postmaster.pid"
    postmaster = pid_file.read_text().split()[0]
    ticks = 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            pid, _, rest = stat.read_text().partition(" (")
            fields = rest.rpartition(") ")[2].split()
            if postmaster in (pid, fields[1]):
                # A finished backend's time is its postmaster's; a living one's is its own.
                ticks += sum(map(int, fields[11:15] if pid == postmaster else fields[11:13]))
    return time.process_time() + ticks / os.sysconf("SC_CLK_TCK")


def copied(_question: str) -> float:
    """Events a second when the same bodies (100 events each) are COPYed into PostgreSQL."""
    import psycopg

    from clew.events.capture.database import conninfo

    some = bodies(100, 300)
    with psycopg.connect(conninfo()) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS copied (id bigserial, body bytea)")
        connection.execute("ALTER TABLE copied ALTER COLUMN body SET STORAGE EXTERNAL")
        connection.commit()
        began = time.perf_counter()
        with connection.cursor().copy("COPY copied (body) FROM STDIN (FORMAT BINARY)") as copy:
            copy.set_types(["bytea"])
            for body in some:
                copy.write_row((body,))
        connection.commit()
        took = time.perf_counter() - began
        connection.execute("DROP TABLE copied")
    return 100 * len(some) / took


def bare(_question: str) -> float:
    """Events a second when the same events go straight into ClickHouse, 5,000 at a time."""
    import orjson

    from clew.events.store import event_store

    random_ = random.Random(5)
    blocks = []
    for _ in range(4):
        events = (event(random_) for _ in range(5000))
        rows = [
            {
                **one,
                "timestamp": 1772359200.1,
                "properties": orjson.dumps(one["properties"]).decode(),
            }
            for one in events
        ]
        blocks.append(b"\n".join(orjson.dumps(row) for row in rows))
    with event_store().writer() as client:
        client.command(
            "CREATE TABLE bare (uuid UUID, event LowCardinality(String), distinct_id String,"
            " timestamp DateTime64(3), properties String) ENGINE = MergeTree"
            " ORDER BY (distinct_id, timestamp)"
        )
        began = time.perf_counter()
        for block in blocks:
            client.raw_insert("bare", insert_block=block, fmt="JSONEachRow")
        took = time.perf_counter() - began
        client.command("DROP TABLE bare")
    return 20_000 / took


QUESTIONS = {
    "visible": visible,
    "stored": stored,
    "backlog": backlog,
    "memory": memory,
    "cpu": cpu,
    "copied": copied,
    "bare": bare,
}


# --- the client ---------------------------------------------------------------------------------


class Connection:
    """One keep-alive HTTP connection; cheap, because the client shares the machine."""

    def __init__(self, port: int) -> None:
        self._port = port

    async def open(self) -> "Connection":
        self._reader, self._writer = await asyncio.open_connection("127.0.0.1", self._port)
        return self

    async def ask(self, path: str, body: bytes = b"", method: bytes = b"POST") -> bytes:
        self._writer.write(
            b"%s %s HTTP/1.1\r\nhost: x\r\ncontent-length: %d\r\n\r\n"
            % (method, path.encode(), len(body))
        )
        self._writer.write(body)
        head = await self._reader.readuntil(b"\r\n\r\n")
        length = int(head.lower().partition(b"content-length: ")[2].split(b"\r\n")[0])
        answer = await self._reader.readexactly(length)
        if not head.startswith(b"HTTP/1.1 200"):
            raise RuntimeError(f"{head!r} {answer!r}")
        return answer


async def load(port: int, size: int, seconds: float, connections: int, pace: float) -> dict:
    """``pace``: events a second over all connections; 0 means as fast as it goes."""
    prepared = bodies(size, int(min(400_000, 40_000 * seconds) / size))
    supply = iter(prepared)
    acknowledged, lags = [0], []
    began = time.perf_counter()
    stop = began + seconds

    async def sender() -> None:
        connection = await Connection(port).open()
        for body in supply:
            now = time.perf_counter()
            if now > stop:
                return
            if pace and (ahead := acknowledged[0] / pace - (now - began)) > 0:
                await asyncio.sleep(ahead)
            await connection.ask("/batch", body)
            acknowledged[0] += size

    async def observer() -> None:
        connection = await Connection(port).open()
        for n in itertools.count():
            if time.perf_counter() > stop:
                return
            who = f"probe-{size}-{pace}-{n}"
            body = json.dumps({"api_key": KEY, "batch": [event(random, who)]}).encode()
            await connection.ask("/batch", body)
            sent = time.perf_counter()
            while not int(await connection.ask(f"/bench?visible={who}", method=b"GET")):
                await asyncio.sleep(0.05)
                if time.perf_counter() - sent > 60:
                    break
            lags.append(time.perf_counter() - sent)
            await asyncio.sleep(0.3)

    watching = asyncio.create_task(observer())
    await asyncio.gather(*(sender() for _ in range(connections)))
    took = time.perf_counter() - began
    control = await Connection(port).open()
    behind = int(await control.ask("/bench?backlog", method=b"GET"))
    while int(await control.ask("/bench?backlog", method=b"GET")):
        await asyncio.sleep(0.1)
    drained = time.perf_counter() - began
    await watching
    return {
        "acknowledged": acknowledged[0],
        "per_second": acknowledged[0] / took,
        "end_to_end": acknowledged[0] / drained,
        "behind": behind,
        "lag": max(lags, default=0.0),
        "median_lag": sorted(lags)[len(lags) // 2] if lags else 0.0,
    }


def wait_for(port: int, server: subprocess.Popen) -> None:
    async def ready() -> bool:
        try:
            connection = await Connection(port).open()
            await connection.ask("/bench?backlog", method=b"GET")
        except OSError:
            return False
        return True

    while not asyncio.run(ready()):
        if server.poll() is not None:
            raise SystemExit("the server did not start")
        time.sleep(0.2)


def question(port: int, name: str) -> float:
    async def ask() -> bytes:
        return await (await Connection(port).open()).ask(f"/bench?{name}", method=b"GET")

    return float(asyncio.run(ask()))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--connections", type=int, default=32)
    parser.add_argument("--sizes", type=int, nargs="*", default=[1, 10, 100])
    parser.add_argument("--paces", type=float, nargs="*", default=[15_000])
    parser.add_argument("--port", type=int, default=18_473)
    parser.add_argument("--serve", type=Path)
    asked = parser.parse_args()
    if asked.serve:
        serve(asked.serve, asked.port)
        return
    with tempfile.TemporaryDirectory(prefix="clew-bench-") as folder:
        command = [sys.executable, __file__, "--serve", folder, "--port", str(asked.port)]
        server = subprocess.Popen(command)
        try:
            wait_for(asked.port, server)
            report(asked)
        finally:
            server.terminate()
            server.wait(30)


def report(asked: argparse.Namespace) -> None:
    copy, straight = question(asked.port, "copied"), question(asked.port, "bare")
    print(f"COPY of the same bytes into PostgreSQL   {copy:>9,.0f} events/s")
    print(f"bare insert into embedded ClickHouse     {straight:>9,.0f} events/s")
    print(
        f"{'batches of':>10} {'acknowledged/s':>15} {'of COPY':>8} {'of insert':>9} "
        f"{'stored/s':>9} {'behind':>7} {'lag p50':>8} {'lag max':>8} {'memory':>8} {'CPU/ev':>7}"
    )
    runs = [(size, 0.0) for size in asked.sizes] + [(100, pace) for pace in asked.paces]
    for size, pace in runs:
        before = question(asked.port, "cpu")
        found = asyncio.run(load(asked.port, size, asked.seconds, asked.connections, pace))
        label = f"{size} at {pace / 1000:g}k" if pace else f"{size}"
        rate = found["per_second"]
        spent = (question(asked.port, "cpu") - before) / max(found["acknowledged"], 1) * 1e6
        print(
            f"{label:>10} {rate:>15,.0f} {rate / copy:>7.0%} {rate / straight:>8.0%} "
            f"{found['end_to_end']:>10,.0f} {found['behind']:>7,} {found['median_lag']:>7.2f}s "
            f"{found['lag']:>7.2f}s {question(asked.port, 'memory'):>5.0f} MB {spent:>7.0f} µs",
            flush=True,
        )


if __name__ == "__main__":
    main()
