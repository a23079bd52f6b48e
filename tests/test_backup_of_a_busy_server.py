"""A backup of a server at work, restored elsewhere: nothing is lost, nothing is there twice."""

import itertools
import lzma
import subprocess
import sys
import threading
from pathlib import Path
from uuid import uuid4

import httpx
import pytest

from tests.serving import CODE, environment, served
from tests.test_server import capture_key

pytestmark = pytest.mark.server
EARLIER = Path(__file__).parent / "upgrade" / "before_0_1_0.backup.xz"
TOKEN = "clewapi_tWJllQ3FmASC-LPLyaQjxHSKn7ebofwP6wITeeojYaQ"  # in that backup
EVENTS = "SELECT uuid, count() AS n FROM events WHERE event = 'basket filled' GROUP BY uuid"


class Busy(threading.Thread):
    """Sends events and opens tickets with a file each, and remembers what was acknowledged."""

    def __init__(self, server, token, key):
        super().__init__(daemon=True)
        self.api = httpx.Client(
            base_url=f"{server.url}/api/v1",
            headers={"Authorization": f"Bearer {token}"},
            timeout=30,
        )
        self.url, self.key = server.url, key
        self.events, self.tickets = [], []
        self.over = threading.Event()

    def run(self):
        for number in itertools.count():
            if self.over.is_set():
                return
            self.send(number)
            if number % 5 == 0:
                self.tickets.append(self.open_ticket(number))

    def send(self, number):
        batch = [
            {"event": "basket filled", "distinct_id": f"c{number % 7}", "uuid": str(uuid4())}
            for _ in range(20)
        ]
        body = {"api_key": self.key, "batch": batch}
        if httpx.post(f"{self.url}/batch/", json=body, timeout=30).status_code == 200:
            self.events += [each["uuid"] for each in batch]

    def open_ticket(self, number):
        content = f"Log {number} {uuid4()}".encode()
        file = self.api.post("/attachments", files={"file": ("log.txt", content)})
        assert file.status_code == 201, file.text
        opened = self.api.post(
            "/tickets",
            json={
                "subject": f"Order {number}",
                "message": "It never came.",
                "requester": {"email": f"c{number % 7}@heron.example"},
                "attachments": [file.json()["id"]],
            },
        )
        assert opened.status_code == 201, opened.text
        return opened.json()["number"], file.json()["id"], content


def upgraded(data_dir):
    """An installation of an earlier state, brought to this one; the quickest way to have one."""
    backup = data_dir.parent / "earlier.backup"
    backup.write_bytes(lzma.decompress(EARLIER.read_bytes()))
    restored = clew(data_dir, "restore", backup)
    assert restored.returncode == 0, restored.stderr
    return backup


def clew(data_dir, *arguments):
    return subprocess.run(
        [sys.executable, "-m", "clew", *map(str, arguments)],
        cwd=CODE, env=environment(data_dir), capture_output=True, text=True, timeout=300,
        check=False,
    )  # fmt: skip


def test_everything_acknowledged_is_restored_once(folder):
    """What the manifest says of every table and month was counted in the snapshot itself, and
    the restore refuses when a row differs; here it is compared with what clients were told.
    """
    made = folder / "busy.backup"
    upgraded(folder / "data")
    with served(folder / "data") as server:
        key = capture_key(server, TOKEN)
        busy = Busy(server, TOKEN, key)
        busy.start()
        while len(busy.tickets) < 3:
            assert busy.is_alive()
            busy.over.wait(0.05)
        before = list(busy.events), list(busy.tickets)
        said = server.clew("backup", str(made))
        assert "parts are what the manifest says" in said
        after = list(busy.events)
        busy.over.set()
        busy.join()
        assert not (server.data_dir / "backup-work").exists()

    restored = clew(folder / "copy", "restore", made)
    assert restored.returncode == 0, restored.stderr
    assert "each compared with the backup" in restored.stdout
    with served(folder / "copy") as copy:
        copy.clew("drain")
        look(copy, *before, after)


def look(copy, events, tickets, sent_meanwhile):
    found = _sql(copy)
    assert set(found.values()) == {1}, "no event twice"
    assert set(events) <= found.keys(), "acknowledged before the backup began"
    assert found.keys() <= set(sent_meanwhile), "nothing from after it"
    headers = {"Authorization": f"Bearer {TOKEN}"}
    for number, file, content in tickets:
        ticket = httpx.get(f"{copy.url}/api/v1/tickets/{number}", headers=headers, timeout=20)
        assert ticket.json()["subject"].startswith("Order "), ticket.text
        stored = httpx.get(f"{copy.url}/api/v1/attachments/{file}", headers=headers, timeout=20)
        assert stored.content == content
    assert "mail, webhooks and mailboxes are held" in copy.output()
    page = httpx.get(copy.clew("link"), follow_redirects=True, timeout=20)
    assert page.status_code == 200


def _sql(copy):
    answer = copy.clew("sql", EVENTS, "--format", "csv", "--limit", "50000")
    lines = answer.splitlines()[1:]
    return {uuid: int(count) for uuid, count in (line.split(",") for line in lines)}
