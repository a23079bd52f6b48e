import orjson
import pytest

from clew.events.capture.payload import distinct_id_of, fault_of, read_payload
from clew.events.capture.refusals import BadBody, BadToken

ONE = {"event": "tea poured", "distinct_id": "ada", "properties": {"token": "k"}}


def read(value, **options):
    return read_payload(orjson.dumps(value), **options)


@pytest.mark.parametrize(
    ("value", "count"),
    [
        ([ONE, ONE], 2),
        ({"api_key": "k", "batch": [ONE], "sent_at": "2026-01-01"}, 1),
        ({"token": " k ", "batch": [ONE, ONE, ONE]}, 3),
        (ONE, 1),
        ({**ONE, "api_key": "k"}, 1),
        ([{"event": "$performance_event", "token": "k"}], 0),
    ],
)
def test_shapes(value, count):
    payload = read(value)
    assert (payload.token, len(payload.events)) == ("k", count)


def test_an_engage_object_is_an_identify():
    value = {"$token": "k", "$distinct_id": "ada", "$set": {"plan": "pro"}}
    assert read(value, engage=True).events[0]["event"] == "$identify"


def test_envelope_facts():
    payload = read({"api_key": "k", "batch": [ONE], "sent_at": "x", "historical_migration": True})
    assert (payload.sent_at, payload.historical) == ("x", True)


@pytest.mark.parametrize("value", [[], {"api_key": "k", "batch": []}, 7, "text"])
def test_nothing_to_take(value):
    with pytest.raises((BadBody, BadToken)):
        read(value)


def test_not_json():
    with pytest.raises(BadBody, match="invalid JSON"):
        read_payload(b'{"event": ')


@pytest.mark.parametrize(
    "token", ["", "  ", "x" * 65, "clé", "phx_secret", "a\x00b", 7, None], ids=str
)
def test_tokens_refused(token):
    with pytest.raises(BadToken):
        read({"api_key": token, "batch": [{"event": "e", "distinct_id": "a"}]})


def test_two_tokens_in_one_batch_are_refused():
    with pytest.raises(BadToken, match="one token"):
        read([{**ONE, "token": "a"}, {**ONE, "token": "b"}])


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        ({"distinct_id": "a"}, "a"),
        ({"$distinct_id": "a"}, "a"),
        ({"properties": {"distinct_id": "a"}}, "a"),
        ({"distinct_id": 42}, "42"),
        ({"distinct_id": {"a": 1}}, '{"a":1}'),
        ({"distinct_id": "a\x00b"}, "a\ufffdb"),
        ({"distinct_id": "x" * 300}, "x" * 200),
        ({"distinct_id": ""}, None),
        ({"distinct_id": None}, None),
        ({}, None),
    ],
)
def test_distinct_ids(event, expected):
    assert distinct_id_of(event) == expected


@pytest.mark.parametrize(
    ("event", "fault"),
    [
        (ONE, ""),
        ({**ONE, "properties": None, "distinct_id": 5}, ""),
        ("text", "not a JSON object"),
        ({**ONE, "event": ""}, "no name"),
        ({**ONE, "event": 7}, "no name"),
        ({"event": "e"}, "no distinct_id"),
        ({**ONE, "properties": [1]}, "properties is not"),
    ],
)
def test_faults(event, fault):
    assert (fault in fault_of(event)) if fault else not fault_of(event)
