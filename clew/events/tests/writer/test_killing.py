"""Real processes, really killed: nothing acknowledged is lost, nothing is counted twice."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path
from uuid import uuid4

import httpx
import orjson
import pytest
from django.conf import settings as django_settings
from django.db import connection

from clew.core import clock
from clew.events.models import CaptureBatch, QuarantinedEvent, WriterChunk
from clew.people.models import Person

pytestmark = pytest.mark.server  # processes of their own, killed

CHILD = Path(__file__).with_name("child.py")
DEATHS = [
    ("next_chunk", "after"),
    ("only_new", "after"),
    ("resolve", "after"),
    ("insert_again", "after"),  # the chunk was left behind by the death before
    ("_quarantine", "after"),
]


@pytest.fixture
def process(key, tmp_path):
    environment = {
        **os.environ,
        "CLEW_DATA_DIR": str(tmp_path),
        "CLEW_TEST_DATABASE": connection.settings_dict["NAME"],
        "DJANGO_SETTINGS_MODULE": django_settings.SETTINGS_MODULE,
        "PYTHONPATH": os.pathsep.join(sys.path),
    }

    def start(*arguments):
        command = [sys.executable, str(CHILD), *arguments]
        return subprocess.Popen(
            command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )

    return start


def finished(process):
    child = process("finish")
    out, problems = child.communicate(timeout=60)
    assert child.returncode == 0, problems
    rows, different = map(int, out.split()[-2:])
    return rows, different


def log_batch(key, count):
    events = [
        {"event": "tea poured", "distinct_id": f"u{n}", "uuid": str(uuid4())} for n in range(count)
    ]
    CaptureBatch.objects.create(
        environment_id=key.environment_id, key_id=key.pk, path="/batch", event_count=count,
        body=orjson.dumps({"api_key": key.key, "batch": events}), received_at=clock.now(),
    )  # fmt: skip


def test_killed_at_every_step(key, process):
    for _ in range(3):
        log_batch(key, 10)
    for death in DEATHS:
        child = process("die", *death)
        child.communicate(timeout=60)
        assert child.returncode == -signal.SIGKILL, death
    log_batch(key, 1)
    assert finished(process) == (31, 31)
    assert Person.objects.count() == 10
    assert not CaptureBatch.objects.exists()
    assert not WriterChunk.objects.exists()
    assert not QuarantinedEvent.objects.exists()


def test_killed_under_load(key, process):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    acknowledged: list[int] = []

    def send(stop):
        with httpx.Client(base_url=f"http://127.0.0.1:{port}") as client:
            while not stop.is_set():
                events = [
                    {"event": "e", "distinct_id": f"u{n}", "uuid": str(uuid4())} for n in range(20)
                ]
                body = orjson.dumps({"api_key": key.key, "batch": events})
                try:
                    answer = client.post("/batch", content=body)
                except httpx.TransportError:
                    time.sleep(0.05)
                    continue
                if answer.status_code == 200:
                    acknowledged.append(len(events))

    for _ in range(2):
        server = process("serve", str(port))
        stop, enough = threading.Event(), len(acknowledged) + 50
        senders = [threading.Thread(target=send, args=(stop,)) for _ in range(4)]
        for sender in senders:
            sender.start()
        deadline = time.monotonic() + 60
        while len(acknowledged) < enough and time.monotonic() < deadline:
            time.sleep(0.01)
        server.kill()
        server.wait()
        stop.set()
        for sender in senders:
            sender.join()
    rows, different = finished(process)
    assert rows == different
    assert len(acknowledged) >= 100
    # A commit may have happened whose answer was never sent: more is possible, less is not.
    assert sum(acknowledged) <= rows <= sum(acknowledged) + 2 * 4 * 20
