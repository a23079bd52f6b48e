"""Server mode: Debian's PostgreSQL, ClickHouse over HTTP, two web processes and a worker."""

import contextlib
import os
import signal
import subprocess
import sys
import time

import httpx
import pytest

from tests.debian_postgres import debian_postgres
from tests.serving import CODE, Served, environment, free_port
from tests.test_server import capture, capture_key, event_names

pytestmark = pytest.mark.server


@contextlib.contextmanager
def running(*command, env):
    process = subprocess.Popen([sys.executable, *command], cwd=CODE, env=env)
    try:
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)


@contextlib.contextmanager
def clickhouse(path):
    port = free_port()
    with running("-m", "tests.clickhouse_front", str(port), str(path), env=dict(os.environ)):
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            with contextlib.suppress(httpx.HTTPError):
                if httpx.get(f"http://127.0.0.1:{port}/ping").status_code == 200:
                    break
            time.sleep(0.1)
        yield f"http://127.0.0.1:{port}"


def test_two_web_processes_and_a_worker_share_the_engines(folder):
    with (
        debian_postgres(folder / "debian") as database_url,
        clickhouse(folder / "clickhouse") as clickhouse_url,
    ):
        extra = {
            "DATABASE_URL": database_url,
            "CLICKHOUSE_URL": clickhouse_url,
            "CLEW_SECRET_KEY": "shared-by-all-processes",
            "CLEW_ROLE": "web",
        }
        webs = [Served(folder / f"web{number}", free_port(), extra).start() for number in (1, 2)]
        try:
            worker_env = environment(folder / "worker", **extra)
            with running("-m", "clew", "worker", env=worker_env):
                token = webs[0].token()
                key = capture_key(webs[0], token)
                for round_number in range(5):
                    for web in webs:
                        capture(web, key, f"round {round_number}")
                webs[1].clew("drain")
                seen = [event_names(web, token) for web in webs]
            assert seen[0] == seen[1] == sorted(f"round {n}" for n in range(5) for _ in webs)
        finally:
            for web in webs:
                web.stop()


def test_a_worker_without_servers_is_refused_in_words(folder):
    refused = subprocess.run(
        [sys.executable, "-m", "clew", "worker"],
        cwd=CODE,
        env=environment(folder / "data"),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert refused.returncode == 1
    assert "DATABASE_URL and CLICKHOUSE_URL" in refused.stderr
