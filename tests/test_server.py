"""The one process: it starts, refuses company, stops cleanly and comes back with everything."""

import signal
import subprocess
import sys
import time

import httpx
import psutil
import pytest

from tests.serving import CODE, Served, environment, free_port, served

pytestmark = pytest.mark.server


def capture(server: Served, key: str, *events: str) -> None:
    batch = [{"event": name, "distinct_id": "ada", "properties": {}} for name in events]
    answer = httpx.post(f"{server.url}/batch/", json={"api_key": key, "batch": batch}, timeout=20)
    assert answer.status_code == 200, answer.text


def capture_key(server: Served, token: str) -> str:
    answer = httpx.post(
        f"{server.url}/api/v1/capture-keys",
        json={"name": "tests"},
        headers={"Authorization": f"Bearer {token}"},
        timeout=20,
    )
    assert answer.status_code == 201, answer.text
    key: str = answer.json()["key"]
    return key


def event_names(server: Served, token: str) -> list[str]:
    answer = httpx.get(
        f"{server.url}/api/v1/customers/person",
        params={"distinct_id": "ada"},
        headers={"Authorization": f"Bearer {token}"},
        timeout=20,
    )
    assert answer.status_code == 200, answer.text
    return sorted(event["event"] for event in answer.json()["events"])


def test_keeps_everything_over_a_restart(folder):
    with served(folder / "data") as first:
        token = first.token()
        key = capture_key(first, token)
        capture(first, key, "opened", "saved")
        first.clew("drain")
        assert event_names(first, token) == ["opened", "saved"]
        capture(first, key, "left")
    started = time.monotonic()
    with served(folder / "data") as second:
        assert time.monotonic() - started < 30
        second.clew("drain")
        assert event_names(second, token) == ["left", "opened", "saved"]


def lives(pid: int) -> bool:
    """False also for a process that ended and waits to be collected by its parent."""
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def test_a_second_process_on_the_same_data_is_refused_in_words(clew):
    refused = subprocess.run(
        [sys.executable, "-m", "clew", "up", "--port", str(free_port())],
        cwd=CODE,
        env=environment(clew.data_dir),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert refused.returncode == 1
    assert "is in use by another Clew" in refused.stderr
    assert "--data-dir" in refused.stderr
    assert "Traceback" not in refused.stderr


def postmaster(server: Served) -> int:
    return int((server.data_dir / "postgres/postmaster.pid").read_text().split()[0])


def test_sigterm_stops_everything_it_started(folder):
    with served(folder / "data") as server:
        postgres = postmaster(server)
        assert server.stop() == 0
    assert "Clew stopped. Everything is saved." in server.output()
    assert "Traceback" not in server.output()
    assert not lives(postgres)


def test_after_a_kill_it_comes_back_and_stops_cleanly(folder):
    with served(folder / "data") as killed:
        killed.stop(signal.SIGKILL)
        postgres = postmaster(killed)
        with served(folder / "data") as again:
            assert postmaster(again) == postgres, "the server it left behind is used"
            assert again.stop() == 0
    assert not lives(postgres)


def test_sigterm_while_it_starts_leaves_nothing_behind(folder):
    server = Served(folder / "data", free_port()).launch()
    deadline = time.monotonic() + 60
    while not (server.data_dir / "postgres/postmaster.pid").exists():
        assert time.monotonic() < deadline
        time.sleep(0.02)
    server.stop()
    left = server.data_dir / "postgres/postmaster.pid"
    # While the directory is being made, the number is negative, and its process ends by itself.
    pid = abs(int(left.read_text().split()[0])) if left.exists() else 0
    deadline = time.monotonic() + 5
    while pid and lives(pid):
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_a_taken_port_is_said_in_words(clew, folder):
    refused = subprocess.run(
        [sys.executable, "-m", "clew", "up", "--port", str(clew.port)],
        cwd=CODE,
        env=environment(folder / "other"),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert refused.returncode == 1
    assert f"Port {clew.port} is taken" in refused.stderr


def test_commands_work_beside_the_running_server(clew):
    assert clew.clew("drain") == "Everything captured is processed."
    assert clew.clew("tick").startswith("Ran: ")
    assert "/welcome/" in clew.clew("link")
    assert "Everything is in order." in clew.clew("doctor")
