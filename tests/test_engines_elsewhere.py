"""Server mode: the event store goes away and comes back, then PostgreSQL does."""

import contextlib
import os
import subprocess
import sys
import time

import httpx
import pytest

from tests.debian_postgres import debian_postgres, restarted
from tests.serving import CODE, Served, free_port
from tests.steady_sender import Sender
from tests.test_capture_faults import HERE, keys, settled
from tests.test_server import capture

pytestmark = pytest.mark.server


class Front:
    """The event store behind HTTP, that can be ended and started again."""

    def __init__(self, path):
        self._path, self._port = path, free_port()
        self.url = f"http://127.0.0.1:{self._port}"

    def start(self):
        command = [sys.executable, "-m", "tests.clickhouse_front", str(self._port), str(self._path)]
        self._process = subprocess.Popen(command, cwd=CODE, env=dict(os.environ))
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            with contextlib.suppress(httpx.HTTPError):
                if httpx.get(f"{self.url}/ping").status_code == 200:
                    return
            time.sleep(0.1)
        raise AssertionError("the front did not start")

    def stop(self):
        self._process.terminate()
        self._process.wait(30)

    def stored(self):
        query = "SELECT count(), uniqExact(uuid) FROM clew.events WHERE lib != 'clew'"
        return [int(each) for each in httpx.post(self.url, content=query).text.split()]


@pytest.fixture
def elsewhere(folder):
    front = Front(folder / "clickhouse")
    front.start()
    try:
        with debian_postgres(folder / "debian") as database_url:
            extra = {"DATABASE_URL": database_url, "CLICKHOUSE_URL": front.url}
            server = Served(folder / "web", free_port(), extra)
            try:
                yield server.start(within=400), front, folder / "debian"
            finally:
                server.stop(within=60)
    finally:
        front.stop()


def without_events(server, api, sender):
    before, acknowledged = sender.statuses[503], len(sender.acknowledged)
    page = api.get("/customers/person", params={"distinct_id": "ada"})
    assert (page.status_code, page.headers["retry-after"]) == (503, "5")
    assert "event store" in page.json()["detail"]
    assert api.post("/tickets", json=HERE).status_code == 201, "what needs no events goes on"
    assert httpx.get(f"{server.url}/readyz").json() == {"postgres": "ok", "events": "no answer"}
    sender.wait_for(200, within=20)
    assert sender.statuses[503] == before, "the log is in PostgreSQL"
    assert len(sender.acknowledged) > acknowledged
    assert "clew_capture_backlog_events 0.0" not in httpx.get(f"{server.url}/metrics").text


def test_what_does_not_need_them_goes_on_and_they_come_back(elsewhere):
    server, front, postgres = elsewhere
    key, token = keys(server)
    capture(server, key, "opened")
    settled(server, within=60)
    headers = {"Authorization": f"Bearer {token}"}
    with (
        httpx.Client(base_url=f"{server.url}/api/v1", headers=headers, timeout=60) as api,
        Sender(server.url, key) as sender,
    ):
        sender.wait_for(200, within=30)
        front.stop()
        without_events(server, api, sender)
        front.start()
        with restarted(postgres):
            sender.wait_for(503, within=20)
            assert api.post("/tickets", json=HERE).status_code == 503
        sender.wait_for(200, within=60)
        assert api.post("/tickets", json=HERE).status_code == 201
    settled(server, within=60)
    stored, different = front.stored()
    told = len(sender.acknowledged | sender.beside_a_fault) + 1
    assert stored == different
    assert told <= stored, "a commit whose answer was lost may be one more"
    assert sender.wrong == []
