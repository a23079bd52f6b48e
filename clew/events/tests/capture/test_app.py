import asyncio
import gzip
import os
import threading
import time
from base64 import b64encode

import orjson
import pytest

from clew.core import clock
from clew.events.capture import bodies, room, wire
from clew.events.capture.app import is_capture_path
from clew.events.models import CaptureBatch
from clew.events.tests.conftest import client_of_capture, run
from clew.people.models import CaptureKey

EVENT = {"event": "tea poured", "distinct_id": "ada", "properties": {"token": "clew_test"}}
PATHS = ["/e", "/i/v0/e", "/batch", "/capture", "/track", "/engage", "/i/v0/ai/batch"]


@pytest.mark.parametrize("slash", ["", "/"])
@pytest.mark.parametrize("path", PATHS)
def test_a_taken_request_is_in_the_log_before_its_answer(captured, path, slash):
    answer = captured.send(EVENT, path=path + slash)
    assert (answer.status_code, answer.json()) == (200, {"status": 1})
    (batch,) = CaptureBatch.objects.all()
    assert (batch.path, batch.event_count, batch.ip) == (path, 1, "203.0.113.7")
    assert batch.environment_id == captured.key.environment_id


def test_the_body_is_kept_exactly(captured):
    body = gzip.compress(orjson.dumps([EVENT]))
    headers = {"content-encoding": "gzip", "content-type": "text/plain"}
    captured.request("POST", "/e/?ver=1&_=5", content=body, headers=headers)
    (batch,) = CaptureBatch.objects.all()
    assert (bytes(batch.body), batch.query) == (body, "ver=1&_=5")
    assert (batch.content_type, batch.content_encoding) == ("text/plain", "gzip")


def test_a_large_batch_does_not_wait_for_long_jobs(captured):
    """They have the event loop's own threads."""
    pad = b64encode(os.urandom(room.PACKED_APART)).decode()
    event = {**EVENT, "properties": {"pad": pad}}
    body = gzip.compress(orjson.dumps({"api_key": captured.key.key, "batch": [event]}))

    async def send():
        over, loop = threading.Event(), asyncio.get_running_loop()
        jobs = [loop.run_in_executor(None, over.wait, 30) for _ in range(40)]
        try:
            async with client_of_capture() as client, asyncio.timeout(15):
                headers = {"content-encoding": "gzip"}
                return await client.post("/batch", content=body, headers=headers)
        finally:
            over.set()
            await asyncio.gather(*jobs)

    assert run(send()).status_code == 200


def test_get(captured):
    data = b64encode(orjson.dumps(EVENT)).decode()
    assert captured.request("GET", "/e/", params={"data": data}).status_code == 200
    assert captured.request("GET", "/e/").status_code == 400
    assert CaptureBatch.objects.count() == 1


def test_a_beacon_gets_no_content(captured):
    answer = captured.send(EVENT, path="/e/?beacon=1")
    assert (answer.status_code, answer.content) == (204, b"")


def test_preflight_and_cors(captured):
    headers = {
        "origin": "https://shop.example",
        "access-control-request-headers": "content-type, x-odd",
    }
    for method in ("OPTIONS", "POST"):
        answer = captured.request(
            method, "/e/", headers=headers, content=orjson.dumps(EVENT) if method == "POST" else b""
        )
        assert answer.status_code == 200
        assert answer.headers["access-control-allow-origin"] == "https://shop.example"
        assert answer.headers["access-control-allow-credentials"] == "true"
        assert answer.headers["access-control-allow-headers"] == "content-type, x-odd"
    refused = captured.request("POST", "/e/", headers=headers, content=b"{")
    assert refused.status_code == 400
    assert refused.headers["access-control-allow-origin"] == "https://shop.example"


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"{", 400),
        (b"\x1f\x8b\x08broken", 400),
        (orjson.dumps({"api_key": "clew_test", "batch": []}), 400),
        (orjson.dumps({"event": "e", "distinct_id": "a"}), 401),
        (orjson.dumps({"api_key": "nobody", "batch": [EVENT]}), 401),
        (orjson.dumps([{**EVENT, "token": "a"}, {**EVENT, "token": "b"}]), 401),
    ],
)
def test_refusals_are_plain_text_and_leave_nothing(captured, body, status):
    answer = captured.request("POST", "/batch", content=body)
    assert answer.status_code == status
    assert answer.headers["content-type"].startswith("text/plain")
    assert not CaptureBatch.objects.exists()


@pytest.mark.parametrize("bad", [{"distinct_id": "a"}, {"event": "e"}, "text"])
def test_one_malformed_event_fails_the_batch_but_nothing_is_thrown_away(captured, bad):
    assert captured.send(EVENT, bad).status_code == 400
    (batch,) = CaptureBatch.objects.all()
    assert batch.refused


def test_too_large(captured, monkeypatch):
    monkeypatch.setattr(bodies, "MAX_WIRE", 1000)
    monkeypatch.setattr(wire, "MAX_WIRE", 1000)
    monkeypatch.setattr(bodies, "MAX_INFLATED", 5000)
    assert captured.request("POST", "/e", content=b"x" * 1001).status_code == 413
    bomb = gzip.compress(b" " * 100_000)
    assert captured.request("POST", "/e", content=bomb).status_code == 413


def test_a_revoked_key_is_refused(captured):
    CaptureKey.objects.update(revoked_at=clock.now())
    assert captured.send(EVENT).status_code == 401


def test_a_hasty_sender_is_slowed_down(captured, settings):
    settings.CLEW_CAPTURE_RATE = 1

    async def many():
        async with client_of_capture() as client:
            return [
                (await client.post("/e", content=orjson.dumps(EVENT))).status_code for _ in range(9)
            ]

    statuses = run(many())
    assert statuses[:5] == [200] * 5
    assert 429 in statuses


def test_a_dead_database_means_try_again(captured, monkeypatch):
    from clew.events.capture import committer, keys

    async def refused():
        raise OSError("no route")

    async def scenario():
        async with client_of_capture() as client:
            first = await client.post("/e", content=orjson.dumps(EVENT))
            monkeypatch.setattr(committer, "connect", refused)
            monkeypatch.setattr(keys, "connect", refused)
            from clew.events.capture import app

            await app._desk.committer._drop_connection()
            dead = await client.post("/e", content=orjson.dumps(EVENT))
            monkeypatch.undo()
            return first, dead, await client.post("/e", content=orjson.dumps(EVENT))

    first, dead, later = run(scenario())
    assert (first.status_code, dead.status_code, later.status_code) == (200, 503, 200)
    assert dead.headers["retry-after"]
    assert CaptureBatch.objects.count() == 2


def test_concurrent_requests_share_commits_and_keep_their_order(captured):
    async def scenario():
        async with client_of_capture() as client:

            async def one(n):
                body = orjson.dumps({**EVENT, "event": f"e{n}"})
                return (await client.post("/e", content=body)).status_code

            return await asyncio.gather(*(one(n) for n in range(200)))

    began = time.monotonic()
    assert run(scenario()) == [200] * 200
    assert time.monotonic() - began < 20
    assert CaptureBatch.objects.count() == 200


def test_replay_is_taken_and_dropped(captured):
    answer = captured.request("POST", "/s/", content=b"whatever")
    assert answer.json()["quota_limited"] == ["recordings"]
    assert not CaptureBatch.objects.exists()


@pytest.mark.parametrize(
    ("url", "key", "value"),
    [
        ("/flags/?v=2", "flags", {}),
        ("/flags/", "featureFlags", {}),
        ("/decide/?v=1", "featureFlags", []),
        ("/decide", "featureFlags", []),
        ("/decide/?v=3", "featureFlags", {}),
        ("/decide/?v=4", "flags", {}),
    ],
)
def test_no_flags(captured, url, key, value):
    answer = captured.request("POST", url, content=b"data=e30=").json()
    assert answer[key] == value
    assert answer["errorsWhileComputingFlags"] is False


def test_remote_config(captured):
    config = captured.request("GET", "/array/clew_test/config").json()
    assert config["hasFeatureFlags"] is False
    assert config["sessionRecording"] is False
    script = captured.request("GET", "/array/clew_test/config.js")
    assert "_POSTHOG_REMOTE_CONFIG" in script.text
    assert "javascript" in script.headers["content-type"]
    assert captured.request("GET", "/array/nobody/config.js").status_code == 404


def test_of_the_extensions_only_exceptions_are_here(captured):
    script = captured.request("GET", "/static/exception-autocapture.js?v=1.449.2")
    assert script.status_code == 200
    assert "javascript" in script.headers["content-type"]
    nothing = captured.request("GET", "/static/1.2/recorder.js")
    assert (nothing.status_code, nothing.text) == (200, "// not part of Clew\n")


@pytest.mark.parametrize(
    "path", ["/", "/tickets/1", "/static/app.js", "/api/v1/tickets", "/events"]
)
def test_everything_else_is_not_captures_business(path):
    assert not is_capture_path(path)


def test_a_small_body_that_becomes_millions_of_objects_is_refused_unread(captured):
    """Without knowing a key, 100 kB took 3 GB of memory and half a minute."""
    bomb = gzip.compress(b"[" + b"{}," * 30_000_000 + b"{}]")
    answer = captured.request("POST", "/batch", content=bomb)
    assert (answer.status_code, answer.text[:31]) == (413, "payload has too many values; se")
    pages = gzip.compress(b"[" + b'["%s"],' % (b"x" * 50) * 100_000 + b"{}]")
    assert captured.request("POST", "/batch", content=pages).status_code == 401


def test_a_body_that_never_ends_is_given_up(captured, monkeypatch):
    monkeypatch.setattr(room, "FINISH_WITHIN", 0.1)

    async def forever():
        yield b"{"
        await asyncio.sleep(30)

    assert captured.request("POST", "/batch", content=forever()).status_code == 408


def test_unfinished_bodies_share_a_budget(captured, monkeypatch):
    monkeypatch.setattr(room, "MAX_HELD", 1000)
    answer = captured.request("POST", "/batch", content=b" " * 1001)
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
    assert captured.send(EVENT).status_code == 200, "and it is given back"
    assert captured.send(EVENT).status_code == 200
