"""What counts and what does not, on the real engine with made events."""

from datetime import UTC, datetime
from uuid import UUID, uuid4

import orjson
import pytest

from clew.analytics.metrics.matching import EventMatcher, PropertyFilter, matching_sql, number_sql
from clew.events.store.rows import insert, instant

AT = datetime(2026, 3, 4, 12, tzinfo=UTC)
SENT = {
    "number": {"size": 12},
    "float": {"size": 12.0},
    "digits": {"size": "12"},
    "more": {"size": 12.5},
    "id": {"size": "0012"},
    "word": {"size": "Twelve"},
    "empty": {"size": ""},
    "null": {"size": None},
    "missing": {},
    "true": {"size": True},
    "yes": {"size": "true"},
    "list": {"size": ["iron", "glass"]},
    "nested": {"kettle": {"size": 3}, "$set": {"plan.name": "pro"}},
    "dotted": {"kettle.size": 3, "quote": "it's {a:String} 'or' 1=1 --"},
}


def row(event, distinct_id, properties, lib="web"):
    return {
        "environment_id": 1, "distinct_id": distinct_id, "timestamp": instant(AT), "uuid": uuid4(),
        "event": event, "person_id": UUID(int=7), "person_mode": "full", "lib": lib,
        "properties_text": orjson.dumps(properties).decode(), "received_at": instant(AT),
    }  # fmt: skip


@pytest.fixture
def found(store):
    rows = [row("tea poured", name, properties) for name, properties in SENT.items()]
    rows += [row("cup washed", "washed", {"size": 1}), row("ticket opened", "ours", {}, "clew")]
    insert(store, rows, token=str(uuid4()))

    def search(matchers, shared=()):
        bound = {}
        condition = matching_sql(matchers, shared, bound)
        assert "tea" not in condition
        assert "size" not in condition
        with store.reader() as client:
            sql = f"SELECT distinct_id FROM events WHERE {condition} ORDER BY distinct_id"
            return {name for (name,) in client.query(sql, parameters=bound).result_rows}

    return search


def of(property_, operator, *values):
    return PropertyFilter(property_, operator, values)


TWELVES = {"number", "float", "digits"}
NONE = {"null", "missing", "nested", "dotted"}


def test_filters_on_properties(found):
    cases = [
        # numbers are the same whether sent as 12, 12.0 or "12"; an id with zeros is another
        (of("size", "is", "12"), TWELVES | {"id"}),
        (of("size", "is", "0012"), {"id"}),
        (of("size", "is", "12", "Twelve"), TWELVES | {"id", "word"}),
        (of("size", "is", "twelve"), set()),
        (of("size", "is", "true"), {"true", "yes"}),
        (of("size", "is", "iron"), set()),
        (of("size", "contains", "WEL"), {"word"}),
        (of("size", "contains", "12", "ON"), TWELVES | {"id", "more", "list"}),
        (of("size", "gt", "12"), {"more"}),
        (of("size", "lt", "12.5"), TWELVES | {"id"}),
        # empty text is a value; null and missing are none
        (of("size", "is", ""), {"empty"}),
        (of("size", "set"), SENT.keys() - NONE),
        (of("size", "not_set"), NONE),
        (of("size", "is_not", "12", "0012", "Twelve"), SENT.keys() - TWELVES - {"id", "word"}),
        (of("size", "not_contains", "e"), SENT.keys() - {"word", "true", "yes"}),
        # nested, and keys that hold a dot
        (of("kettle.size", "is", "3"), {"nested", "dotted"}),
        (of("kettle.size", "set"), {"nested", "dotted"}),
        (of("kettle", "contains", "size"), {"nested"}),
        (of("$set.plan.name", "set"), set()),
        (of("$set", "contains", "plan.name"), {"nested"}),
        (of("quote", "is", "it's {a:String} 'or' 1=1 --"), {"dotted"}),
        (of("quote' OR 1=1 --", "set"), set()),
    ]
    wrong = {
        str(one): (names ^ expected)
        for one, expected in cases
        if (names := found([EventMatcher("tea poured", (one,))])) != expected
    }
    assert not wrong


def test_any_of_the_events_and_all_of_the_shared_filters(found):
    poured = EventMatcher("tea poured", (of("size", "gt", "12"),))
    washed = EventMatcher("cup washed")
    assert found([poured, washed]) == {"more", "washed"}
    assert found([poured, washed], [of("size", "lt", "2")]) == {"washed"}
    assert found([]) == set()


def test_clews_own_events_never_count(found):
    """They would tell whoever counts them of tickets and people that they may not see."""
    assert found([EventMatcher("")]) == SENT.keys() | {"washed"}
    assert found([EventMatcher("ticket opened")]) == set()


def test_sums_take_numbers_and_digits_and_nothing_else(found, store):
    bound = {}
    sql = f"SELECT sum({number_sql('size', bound)}) FROM events WHERE event = 'tea poured'"
    with store.reader() as client:
        assert client.query(sql, parameters=bound).result_rows == [(12 * 3 + 12.5 + 12,)]
