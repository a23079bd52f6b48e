"""Disk full, PostgreSQL killed, broken requests in between: what was acknowledged is stored."""

import os
import signal
import time

import httpx
import psutil
import pytest

from tests.full_disk import fill, small_disk
from tests.serving import Served, free_port
from tests.steady_sender import Sender, stored_in

pytestmark = pytest.mark.server
MB = 2**20
KEYS = (
    "from clew.people.queries import any_capture_key; from clew.core.actors import SYSTEM; "
    "from clew.people.staff_actions import create_api_token as make; "
    "print(any_capture_key().key, make(name='tests', scope='admin', by=SYSTEM)[1])"
)
HERE = {"message": "It broke.", "requester": {"email": "ada@heron.example"}}


def keys(server):
    """A capture key and an API token, by one command."""
    return server.python(KEYS).split()


def ticket(server, token):
    headers = {"Authorization": f"Bearer {token}"}
    answer = httpx.post(f"{server.url}/api/v1/tickets", json=HERE, headers=headers, timeout=60)
    return answer.status_code


def postmaster(server):
    lines = (server.data_dir / "postgres/postmaster.pid").read_text().splitlines()
    return psutil.Process(int(lines[0]))


def a_full_disk(server, sender, token, ballast):
    fill(ballast, leave=44 * MB)
    sender.wait_for(503, within=20)
    before = len(sender.acknowledged)
    assert ticket(server, token) == 201, "agents go on in what capture left"
    assert len(sender.acknowledged) == before
    fill(ballast)
    assert ticket(server, token) in {201, 503}
    ballast.unlink()
    sender.wait_for(200, within=60)


def postgres_killed(server, sender, token):
    old = postmaster(server)
    old.send_signal(signal.SIGKILL)
    sender.wait_for(503, within=20)
    sender.wait_for(200, within=60)
    assert postmaster(server).pid != old.pid
    assert ticket(server, token) == 201, "no page gets a connection of before"
    a_backend = next(each for each in postmaster(server).children() if "idle" in each.cmdline()[0])
    os.kill(a_backend.pid, signal.SIGKILL)
    time.sleep(0.5)
    sender.wait_for(200, within=60)


def settled(server, within):
    """Until everything captured is stored, by the server itself."""
    deadline = time.monotonic() + within
    while "clew_capture_backlog_events 0.0" not in httpx.get(f"{server.url}/metrics").text:
        assert time.monotonic() < deadline, httpx.get(f"{server.url}/metrics").text
        time.sleep(0.2)


def test_what_was_acknowledged_is_stored_whatever_fails(folder):
    with small_disk(folder / "disk", 320) as disk:
        server = Served(disk / "data", free_port())
        try:
            server.start(within=400)
            key, token = keys(server)
            with Sender(server.url, key, broken_share=0.1) as sender:
                sender.wait_for(200, within=30)
                a_full_disk(server, sender, token, disk / "ballast")
                postgres_killed(server, sender, token)
            settled(server, within=60)
        finally:
            server.stop(within=60)
        stored = stored_in(server.data_dir / "events")
    assert sender.wrong == []
    assert not (sender.acknowledged | sender.beside_a_fault) - set(stored)
    assert max(stored.values()) == 1
