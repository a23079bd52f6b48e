"""The ninety days: the same every time, of the promised size, and good to capture."""

import hashlib
import os
import re
import subprocess
import sys
from collections import Counter
from datetime import UTC, datetime

import orjson
import pytest

from clew.demo.activity.days import CHAPTERS, chapters
from clew.demo.edition import DAYS, Edition
from clew.demo.sending import body_of
from clew.events.capture.bodies import Request, json_text
from clew.events.capture.payload import fault_of, read_payload

pytestmark = pytest.mark.server  # ninety days are made once, beside no other test
NOW = datetime(2026, 11, 18, 15, 20, tzinfo=UTC)  # a Wednesday
EDITION = Edition.at(NOW)
HOST = re.compile(rb"https?://([\w.-]+)|[\w.+-]+@([\w.-]+)")
HASH = """
import hashlib, sys
from datetime import datetime
from clew.demo.activity.days import chapters
from clew.demo.edition import Edition
from clew.demo.sending import body_of
day = next(chapters(Edition.at(datetime.fromisoformat(sys.argv[1])), skip=int(sys.argv[2])))
print(hashlib.sha256(body_of("key", day)).hexdigest())
"""


class Census:
    """One walk through all events, because there are many."""

    def __init__(self):
        self.names, self.sdks, self.hosts = Counter(), Counter(), set()
        self.uuids, self.ids, self.faults = set(), set(), []
        self.total, self.latest, self.providers, self.frames = 0, "", set(), 0
        for number, events in enumerate(chapters(EDITION)):
            self._count(number, events)

    def _count(self, number, events):
        assert [e["timestamp"] for e in events] == sorted(e["timestamp"] for e in events)
        payload = read_payload(json_text(Request("/batch", body_of("key", events))))
        assert payload.historical
        self.total += len(payload.events)
        for event in payload.events:
            self._look_at(event)
        self.hosts |= {a or b for a, b in HOST.findall(orjson.dumps(payload.events))}
        if number:
            self.latest = max([self.latest, *(e["timestamp"] for e in events)])

    def _look_at(self, event):
        properties = event["properties"]
        self.faults.extend(filter(None, [fault_of(event)]))
        self.names[event["event"]] += 1
        self.uuids.add(event["uuid"])
        self.ids.add(event["distinct_id"])
        self.sdks[properties.get("$lib"), properties.get("$lib_version")] += 1
        self.providers |= {properties.get("$ai_provider")} - {None}
        for error in properties.get("$exception_list", []):
            self.frames = max(self.frames, len(error["stacktrace"]["frames"]))


@pytest.fixture(scope="module")
def census():
    return Census()


def test_every_event_passes_the_capture_decoder(census):
    assert census.faults == []


def test_counts_are_as_promised(census):
    assert 60_000 <= census.total <= 120_000
    assert len(census.uuids) == census.total
    assert census.names["$pageview"] > 20_000
    assert census.names["$exception"] > 600
    assert census.names["$ai_trace"] > 1_000
    assert census.names["$ai_generation"] > census.names["$ai_trace"]
    assert census.names["$groupidentify"] == 49
    assert census.names["signed_up"] == 358
    assert census.names["$create_alias"] == 2


def test_some_sdks_are_outdated(census):
    assert len({version for lib, version in census.sdks if lib == "web"}) == 2
    assert len({version for lib, version in census.sdks if lib == "posthog-python"}) == 2


def test_nothing_happens_after_now(census):
    assert census.latest <= NOW.isoformat(timespec="milliseconds")


def test_every_host_and_address_is_invented(census):
    assert census.hosts
    assert [host for host in census.hosts if not host.rstrip(b".").endswith(b".example")] == []
    assert census.providers == {"halden"}


def test_stack_traces_have_several_frames_with_code():
    day = next(chapters(EDITION, skip=CHAPTERS - 3))
    timeouts = [
        event["properties"]["$exception_list"]
        for event in day
        if event["event"] == "$exception"
        and event["properties"]["$exception_list"][0]["type"] == "WebhookDeliveryTimeout"
    ]
    caught, cause = timeouts[0]
    assert len(timeouts) > 300
    assert [frame["in_app"] for frame in caught["stacktrace"]["frames"]] == [
        False,
        True,
        True,
        True,
    ]
    assert "raise WebhookDeliveryTimeout" in caught["stacktrace"]["frames"][-1]["context_line"]
    assert caught["stacktrace"]["frames"][-1]["pre_context"]
    assert cause["type"] == "PoolTimeout"


@pytest.mark.parametrize("skip", [0, 47, CHAPTERS - 1])
def test_another_process_tells_the_same_bytes(skip):
    here = hashlib.sha256(body_of("key", next(chapters(EDITION, skip=skip)))).hexdigest()
    there = subprocess.run(
        [sys.executable, "-c", HASH, NOW.isoformat(), str(skip)],
        env={**os.environ, "PYTHONHASHSEED": "77"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert there.stdout.strip() == here


def test_a_new_edition_has_new_event_ids():
    again = Edition.at(NOW, print_run=2)
    first, second = (
        {event["uuid"] for event in next(chapters(edition, skip=DAYS))}
        for edition in (EDITION, again)
    )
    assert len(first) == len(second)
    assert not first & second
