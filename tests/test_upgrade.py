"""What an earlier state of Clew left is restored, migrated and served, and all of it is there.

``tests/upgrade`` holds backups that ``clew backup`` made of installations of that time, filled
through their API: eight tickets with a file and a reply each, three days of events.
"""

import json
import tarfile

import httpx
import pytest

from tests.serving import served
from tests.test_backup_of_a_busy_server import TOKEN, clew, upgraded

pytestmark = pytest.mark.server
SENT = 180  # events of customers; the others are Clew's own


def test_an_installation_of_an_earlier_release_is_whole_after_the_upgrade(folder):
    backup = upgraded(folder / "data")
    with served(folder / "data") as server:
        _same(server, _manifest(backup))
    _damage_event_store(folder / "data")
    found = clew(folder / "data", "doctor")
    assert found.returncode == 1
    assert "✗ Event store: It cannot be opened" in found.stdout
    assert "restore a backup" in found.stdout
    assert "✓ Schema: up to date" in found.stdout, "the others are looked at all the same"
    assert "Traceback" not in found.stdout + found.stderr


def _same(server, manifest):
    api = httpx.Client(
        base_url=f"{server.url}/api/v1", headers={"Authorization": f"Bearer {TOKEN}"}, timeout=30
    )
    tickets = [api.get(f"/tickets/{number}").json() for number in range(1001, 1009)]
    assert [each["status"] for each in tickets].count("solved") == 1
    assert sum(len(each["messages"]) for each in tickets) == 16
    for number, ticket in enumerate(tickets):
        (file,) = ticket["messages"][0]["attachments"]
        content = api.get(f"/attachments/{file['id']}").content
        assert content == f"Order {number} failed\n".encode() * 10
    asked = {"query": "SELECT count() FROM events"}
    stored = sum(each["rows"] for each in manifest["events"].values())
    assert api.post("/sql", json=asked).json()["rows"][0][0] >= stored
    person = api.get("/customers/person", params={"distinct_id": "c1"}).json()
    assert len(person["events"]) == SENT // 9 + 1
    assert httpx.get(server.clew("link"), follow_redirects=True, timeout=30).status_code == 200


def _manifest(backup):
    with tarfile.open(backup) as tar:
        return json.load(tar.extractfile("manifest.json"))


def _damage_event_store(data_dir):
    """As a disk that lost blocks: what describes the table is empty."""
    (described,) = (data_dir / "events/store").glob("*/*/events.sql")
    described.write_text("")
