"""Clew with the corpus, started both ways: one process with its own engines, and server mode."""

import contextlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from bench.peers import cluster
from bench.peers.clew_mirroring import mirror
from bench.peers.fronts import nginx
from bench.peers.places import (
    CLEW_FRONT,
    CLEW_PORT,
    CLEW_WEBS,
    CLICKHOUSE_PORT,
    ROOT,
    folder,
    forget_loaded,
    loaded,
    note_loaded,
)
from clew.core.engines.postgres import EmbeddedPostgres
from tests.serving import Served, environment

SECRET = "shared by all processes of the bench"
EMBEDDED, SERVERS = "clew", "clew-servers"
CLICKHOUSE_URL = f"http://127.0.0.1:{CLICKHOUSE_PORT}"
NOTES = "told.json"  # by the loader
IDLE = (
    "from clew.analytics.mirror import backlog; from clew.core.jobs import waiting_count; "
    "from clew.tickets.models import Delivery; waits = Delivery.objects.filter(state='waiting'); "
    "print(waiting_count() + backlog() + waits.count())"
)


@dataclass
class Running:
    """``processes``: name of a part to the roots of its process trees."""

    port: int
    told: Path
    database_url: str
    processes: dict[str, list[int]] = field(default_factory=dict)


def load_embedded(count: int) -> None:
    if loaded(EMBEDDED) == count:
        return
    forget_loaded(EMBEDDED)
    at = folder(EMBEDDED)
    shutil.rmtree(at / "data", ignore_errors=True)
    (at / "data").mkdir()
    (at / "data").chmod(0o755)
    (at / "data" / "static").mkdir()
    postgres = EmbeddedPostgres(at / "data")
    try:
        _load(count, at, postgres.start())
    finally:
        postgres.stop()
    note_loaded(EMBEDDED, count)
    with embedded() as running:
        _come_to_rest(Served(at / "data", running.port, {"CLEW_SECRET_KEY": SECRET}))


def load_servers(count: int) -> None:
    """The same rows as the embedded one has. The cluster must run."""
    if loaded(SERVERS) == count:
        return
    load_embedded(count)
    with embedded():
        pass  # migrates, when it was loaded some time ago
    forget_loaded(SERVERS)
    at = folder(SERVERS)
    for name in ("worker", "clickhouse", *(f"web{port}" for port in CLEW_WEBS)):
        shutil.rmtree(at / name, ignore_errors=True)
    cluster.fresh("clew")
    with servers():
        pass  # migrates
    postgres = EmbeddedPostgres(folder(EMBEDDED) / "data")
    try:
        mirror(postgres.start(), cluster.url("clew"))
    finally:
        postgres.stop()
    shutil.copy(folder(EMBEDDED) / NOTES, at / NOTES)
    note_loaded(SERVERS, count)
    with servers():
        _come_to_rest(Served(at / "worker", 0, _shared()))


def _load(count: int, at: Path, database_url: str) -> None:
    given = {"DATABASE_URL": database_url, "CLEW_SECRET_KEY": SECRET}
    command = [sys.executable, "-W", "ignore", "-m", "bench.peers.clew_loading"]
    subprocess.run(
        [*command, str(count), str(at / NOTES)],
        cwd=ROOT,
        env=environment(at / "data", **given),
        check=True,
    )


def _come_to_rest(server: Served, within: float = 600) -> None:
    """What follows from the loaded facts in the background is done before anything is measured."""
    deadline = time.monotonic() + within
    while int(server.python(IDLE)) and time.monotonic() < deadline:
        time.sleep(2)


@contextlib.contextmanager
def embedded() -> Iterator[Running]:
    at = folder(EMBEDDED)
    server = Served(at / "data", CLEW_PORT, {"CLEW_SECRET_KEY": SECRET}).launch()
    assert server.process is not None
    try:
        _wait(server)
        with (at / "data" / "postgres" / "postmaster.pid").open() as lines:
            postgres = int(lines.readline())
        parts = {"server": [server.process.pid], "PostgreSQL": [postgres]}
        yield Running(CLEW_PORT, at / NOTES, _embedded_url(at / "data"), parts)
    finally:
        server.stop()


def _embedded_url(data: Path) -> str:
    from clew.core.engines.postgres import running_url

    return running_url(data) or ""


def _wait(server: Served) -> None:
    """Longer than its tests would, on a machine that may be busy."""
    deadline = time.monotonic() + 300
    while time.monotonic() < deadline and server.process and server.process.poll() is None:
        with contextlib.suppress(httpx.HTTPError):
            if httpx.get(f"{server.url}/readyz", timeout=5).status_code == 200:
                return
        time.sleep(0.2)
    raise RuntimeError(f"Clew did not start:\n{server.output()}")


def _shared() -> dict[str, str]:
    return {
        "DATABASE_URL": cluster.url("clew"),
        "CLICKHOUSE_URL": CLICKHOUSE_URL,
        "CLEW_SECRET_KEY": SECRET,
        "CLEW_BEHIND_PROXY": "1",
        "CLEW_ROLE": "web",
    }


@contextlib.contextmanager
def servers() -> Iterator[Running]:
    """Two web processes behind nginx and a worker. The cluster must run."""
    at = folder(SERVERS)
    with contextlib.ExitStack() as stack:
        store = stack.enter_context(_clickhouse(at / "clickhouse"))
        webs = [Served(at / f"web{port}", port, _shared(), ("--no-demo",)) for port in CLEW_WEBS]
        for web in webs:
            web.launch()
            stack.callback(web.stop)
            _wait(web)
        (at / "worker").mkdir(exist_ok=True)
        worker = stack.enter_context(
            _process("-m", "clew", "worker", env=environment(at / "worker", **_shared()))
        )
        front = stack.enter_context(nginx(at, CLEW_FRONT, CLEW_WEBS))
        parts = {
            "web": [web.process.pid for web in webs if web.process],
            "worker": [worker],
            "nginx": [front],
            "event store": [store],
        }
        yield Running(CLEW_FRONT, at / NOTES, cluster.url("clew"), parts)


@contextlib.contextmanager
def _clickhouse(path: Path) -> Iterator[int]:
    command = ("-m", "tests.clickhouse_front", str(CLICKHOUSE_PORT), str(path))
    with _process(*command, env=dict(os.environ)) as pid:
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            with contextlib.suppress(httpx.HTTPError):
                if httpx.get(f"{CLICKHOUSE_URL}/ping").status_code == 200:
                    break
            time.sleep(0.1)
        yield pid


@contextlib.contextmanager
def _process(*command: str, env: dict[str, str]) -> Iterator[int]:
    with (folder(SERVERS) / f"{command[-1].rpartition('/')[2]}.log").open("a") as log:
        process = subprocess.Popen(
            [sys.executable, *command], cwd=ROOT, env=env, stdout=log, stderr=log
        )
    try:
        yield process.pid
    finally:
        process.terminate()
        process.wait(60)
