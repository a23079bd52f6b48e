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
        (folder / "files").mkdir()
        for name in ("web1", "web2", "worker"):  # as docs/scaling.md says
            (folder / name).mkdir()
            (folder / name / "files").symlink_to(folder / "files")
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
            file = attached(webs[0], token, b"What the first took in.")
            assert content_of(webs[1], token, file) == b"What the first took in."
            made = str(folder / "clew.backup")
            webs[1].clew("backup", made)
            assert ", 1 files. " in webs[1].clew("backup", "--verify", made)
        finally:
            for web in webs:
                web.stop()


def attached(server, token, content):
    """The id of a file on a ticket."""
    headers = {"Authorization": f"Bearer {token}"}
    with httpx.Client(base_url=f"{server.url}/api/v1", headers=headers, timeout=20) as api:
        file = api.post("/attachments", files={"file": ("log.txt", content)}).json()["id"]
        who = {"email": "ada@heron.example"}
        given = {"message": "See the log.", "requester": who, "attachments": [file]}
        assert api.post("/tickets", json=given).status_code == 201
    return file


def content_of(server, token, file):
    headers = {"Authorization": f"Bearer {token}"}
    answer = httpx.get(f"{server.url}/api/v1/attachments/{file}", headers=headers, timeout=20)
    assert answer.status_code == 200, answer.text
    return answer.content


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
