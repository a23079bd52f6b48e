"""The list of LLM traces, and one of them whole."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import orjson
import pytest

from clew.events.store.rows import insert, instant
from clew.events.traces.reading import models_seen, steps_of, traces_listed
from clew.events.traces.records import TraceOrder, TracesAsked

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
ALONE = uuid4()


def sent(event, minutes, trace="t1", who="ada", **properties):
    uuid = properties.pop("uuid", uuid4())
    return {
        "environment_id": 1, "distinct_id": who, "uuid": uuid, "person_id": UUID(int=len(who)),
        "timestamp": instant(NOW - timedelta(minutes=minutes)), "event": event,
        "person_mode": "full", "trace_id": trace, "group_0": "heron" if who == "ada" else "",
        "properties_text": orjson.dumps({f"$ai_{k}": v for k, v in properties.items()}).decode(),
        "received_at": instant(NOW),
    }  # fmt: skip


@pytest.fixture
def stored(store):
    small = {"model": "halden-small", "input_tokens": 100, "output_tokens": 10, "latency": 1.5}
    rows = [
        sent("$ai_trace", 9, total_cost_usd=9.9, input_tokens=999),
        sent("$ai_generation", 10, **small, total_cost_usd=0.02, input="Hello"),
        sent("$ai_generation", 9, **small, total_cost_usd="0.01", input="Why?"),
        sent("$ai_span", 9, is_error=True, error="no such tool"),
        sent("$ai_generation", 3, "t2", "bo", model="halden-large", input_tokens=-5),
        sent("$ai_generation", 1, "", "bo", uuid=ALONE, model="halden-small"),
        sent("$ai_generation", 60 * 24 * 40, "t0"),
    ]
    insert(store, rows, token=str(uuid4()))


def found(**asked):
    page = traces_listed(TracesAsked(1, since=NOW - timedelta(days=7), account_index=0, **asked))
    return [trace.trace_id for trace in page.traces]


def test_a_trace_sums_what_its_generations_spent(stored):
    page = traces_listed(TracesAsked(1, since=NOW - timedelta(days=7), account_index=0))
    assert (page.total, [one.trace_id for one in page.traces]) == (3, [str(ALONE), "t2", "t1"])
    t1, t2 = page.traces[2], page.traces[1]
    assert (t1.input_tokens, t1.output_tokens, t1.latency) == (200, 20, 3.0)
    assert (round(t1.cost, 4), t1.failures, t1.generations) == (0.03, 1, 2)
    assert (t1.account, t1.models, t1.latest["$ai_input"]) == ("heron", ["halden-small"], "Why?")
    assert (t2.cost, t2.input_tokens) == (None, 0)


@pytest.mark.parametrize(
    ("asked", "ids"),
    [
        ({"failed_only": True}, ["t1"]),
        ({"model": "halden-large"}, ["t2"]),
        ({"min_cost": 0.025}, ["t1"]),
        ({"min_cost": 0.05}, []),
        ({"distinct_ids": ["bo"], "account_keys": []}, [str(ALONE), "t2"]),
        ({"distinct_ids": ["nobody"], "account_keys": ["heron"]}, ["t1"]),
        ({"distinct_ids": [], "account_keys": []}, []),
        ({"order": TraceOrder.TOKENS}, ["t1", str(ALONE), "t2"]),
    ],
)
def test_the_list_is_narrowed_and_ordered(stored, asked, ids):
    assert found(**asked) == ids


def test_one_trace_is_found_by_its_id_or_by_its_only_event(stored):
    assert [step.event for step in steps_of(1, "t1")][:1] == ["$ai_generation"]
    assert len(steps_of(1, "t1")) == 4
    assert [step.uuid for step in steps_of(1, str(ALONE))] == [ALONE]
    assert steps_of(1, "t9") == steps_of(2, "t1") == steps_of(1, "") == []
    assert models_seen(1, since=NOW - timedelta(days=7)) == ["halden-small", "halden-large"]
