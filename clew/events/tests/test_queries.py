from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clew.events import queries
from clew.events.records import Cursor, Kind, Whose
from clew.events.store.rows import insert, instant

AT = datetime(2026, 3, 4, 12, tzinfo=UTC)
ADA = Whose(1, distinct_ids=["ada", "ada@tea.example"])
ACME = Whose(1, group=(2, "acme"))


def row(minutes=0, event="tea poured", distinct_id="ada", properties=None, **columns):
    return {
        "environment_id": 1,
        "distinct_id": distinct_id,
        "timestamp": instant(AT + timedelta(minutes=minutes)),
        "uuid": uuid4(),
        "event": event,
        "person_id": UUID(int=7),
        "person_mode": "full",
        "properties_text": orjson.dumps(properties or {}).decode(),
        "received_at": instant(AT),
    } | columns


def failed(minutes, kind="BrewError", value="no water", **more):
    listed = [{"type": kind, "value": value, "stacktrace": {"frames": [{"lineno": minutes}]}}]
    return row(
        minutes, "$exception", error_type=kind, error_value=value,
        properties={"$exception_list": listed}, **more,
    )  # fmt: skip


def generated(minutes, trace, **properties):
    named = {f"$ai_{key}": value for key, value in properties.items()}
    return row(minutes, "$ai_generation", trace_id=trace, properties=named)


@pytest.fixture
def stored(store):
    def add(*rows):
        insert(store, rows, token=str(uuid4()))

    return add


def test_a_timeline_is_read_page_by_page(stored):
    stored(*(row(n // 3, f"e{n}") for n in range(20)), row(distinct_id="bob"))
    seen, cursor = [], None
    while True:
        page = queries.timeline(ADA, before=cursor, limit=6)
        seen += page.events
        if page.next is None:
            break
        cursor = Cursor.read(str(page.next))
    assert {event.event for event in seen} == {f"e{n}" for n in range(20)}
    assert len(seen) == 20
    assert [event.timestamp for event in seen] == sorted(
        (event.timestamp for event in seen), reverse=True
    )


def test_a_timeline_shows_all_ids_of_a_person_at_once(stored):
    stored(row(1), row(2, distinct_id="ada@tea.example"), row(3, environment_id=2))
    assert len(queries.timeline(ADA).events) == 2


@pytest.mark.parametrize(
    ("kind", "names"),
    [
        (Kind.ALL, ["$ai_generation", "$exception", "tea poured"]),
        (Kind.EVENTS, ["tea poured"]),
        (Kind.ERRORS, ["$exception"]),
        (Kind.LLM, ["$ai_generation"]),
    ],
)
def test_a_timeline_by_kind(stored, kind, names):
    stored(row(1), failed(2), generated(3, "t"))
    assert [event.event for event in queries.timeline(ADA, kind=kind).events] == names


def test_a_group_has_a_timeline(stored):
    stored(row(group_2="acme", properties={"a.b": None}), row(group_1="acme"))
    (event,) = queries.timeline(ACME).events
    assert (event.group_keys[2], event.properties) == ("acme", {"a.b": None})


def test_errors_are_grouped(stored):
    stored(failed(1), failed(5), failed(3), failed(9, "MilkError", "sour"), row(10))
    milk, brew = queries.errors_grouped(ADA)
    assert (milk.type, milk.times) == ("MilkError", 1)
    assert (brew.times, brew.first_at, brew.last_at) == (
        3, AT + timedelta(minutes=1), AT + timedelta(minutes=5)
    )  # fmt: skip
    assert brew.exceptions[0]["stacktrace"]["frames"] == [{"lineno": 5}]


def test_llm_traces_are_summed(stored):
    stored(
        generated(1, "t1", model="m-1", input_tokens=10, output_tokens=5, latency=1.5, input="old"),
        generated(
            2,
            "t1",
            model="m-2",
            input_tokens=3,
            total_cost_usd=0.25,
            input="new",
            output_choices=["yes"],
            is_error=True,
        ),
        row(3, "$ai_trace", trace_id="t1", properties={"$ai_latency": 9, "$ai_input_tokens": 13}),
        generated(0, "t0"),
    )
    first, second = queries.llm_traces(ADA)
    assert (first.trace_id, first.models, first.generations) == ("t1", ["m-1", "m-2"], 2)
    assert (first.input_tokens, first.output_tokens, first.cost_usd) == (13, 5, 0.25)
    assert (first.latency_seconds, first.failures) == (1.5, 1)
    assert (first.latest_input, first.latest_output) == ("new", ["yes"])
    assert (second.trace_id, second.cost_usd) == ("t0", None)


def test_counts(stored):
    stored(row(1), row(2), failed(3), generated(4, "t1"), generated(5, "t1"))
    found = queries.counts(ADA)
    assert (found.events, found.errors, found.llm_traces) == (2, 1, 1)
    assert (found.first_at, found.last_at) == (AT + timedelta(minutes=1), AT + timedelta(minutes=5))
    assert queries.counts(Whose(1, distinct_ids=["nobody"])).first_at is None


def test_daily_activity(stored):
    stored(row(), failed(1), row(24 * 60), row(-24 * 60 * 100))
    days = queries.daily_activity(ADA, since=AT - timedelta(days=9), until=AT + timedelta(days=9))
    assert [(day.day, day.events, day.errors) for day in days] == [
        (date(2026, 3, 4), 1, 1),
        (date(2026, 3, 5), 1, 0),
    ]


def test_one_event(stored):
    one = row(properties={"n": 1})
    stored(one, row())
    found = queries.event_by_uuid(1, one["uuid"])
    assert found is not None
    assert found.properties == {"n": 1}
    assert queries.event_by_uuid(2, one["uuid"]) is None


@given(st.integers(0, 10**13), st.uuids())
def test_a_cursor_survives_a_link(milliseconds, uuid):
    cursor = Cursor(datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=milliseconds), uuid)
    assert Cursor.read(str(cursor)) == cursor


@pytest.mark.parametrize("text", ["", "x.y", "1", f"{10**30}.{'0' * 32}"])
def test_a_made_up_cursor_is_refused(text):
    with pytest.raises(ValueError):
        Cursor.read(text)


@pytest.mark.django_db
def test_a_groups_errors_and_traces_are_those_of_its_members(stored):
    ours = {"group_2": "acme"}
    stored(
        failed(1, **ours), failed(5, **ours, distinct_id="bob"), failed(9, "MilkError", "sour"),
        generated(1, "t1", input="old", input_tokens=4) | ours,
        generated(2, "t1", input="new", input_tokens=3) | ours | {"distinct_id": "bob"},
        generated(3, "") | ours, generated(4, "t2") | {"group_2": "other"},
        generated(5, "t1", input_tokens=100) | {"group_2": "other"},
    )  # fmt: skip
    (brew,) = queries.errors_grouped(ACME)
    assert (brew.type, brew.times, brew.people) == ("BrewError", 2, 2)
    assert brew.exceptions[0]["stacktrace"]["frames"] == [{"lineno": 5}]
    lone, t1 = queries.llm_traces(ACME)
    assert (t1.trace_id, t1.input_tokens, t1.latest_input) == ("t1", 7, "new")
    assert lone.generations == 1
    assert [one.trace_id for one in queries.llm_traces(ACME, limit=1, skip=1)] == ["t1"]
    assert queries.counts(ACME).llm_traces == 2
