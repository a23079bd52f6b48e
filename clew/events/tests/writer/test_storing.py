from uuid import uuid4

import orjson
import pytest

from clew.core import clock
from clew.events import queries
from clew.events.models import CaptureBatch, QuarantinedEvent, WriterChunk
from clew.events.records import Kind, Whose
from clew.events.store.rows import insert, instant
from clew.events.writer import storing
from clew.events.writer.chunks import next_chunk, token_of
from clew.events.writer.storing import Keeper
from clew.people.models import DistinctId, Person


def event(name="tea poured", distinct_id="ada", **more):
    return {"event": name, "distinct_id": distinct_id, "uuid": str(uuid4()), **more}


def test_an_event_arrives_on_the_profile(captured):
    sent = event(
        timestamp="2026-03-04T10:00:00.5Z",
        properties={"token": "x", "a.b": [1, None], "$lib": "web", "$session_id": "s1"},
    )
    captured.send(sent)
    assert captured.write() == 1
    (found,) = captured.events_of("ada")
    assert str(found.uuid) == sent["uuid"]
    assert found.timestamp.isoformat() == "2026-03-04T10:00:00.500000+00:00"
    assert found.properties == {
        "a.b": [1, None], "$lib": "web", "$session_id": "s1", "$ip": "203.0.113.7"
    }  # fmt: skip
    assert (found.lib, found.session_id) == ("web", "s1")
    assert found.person_id == Person.objects.get().pk
    assert not CaptureBatch.objects.exists()
    assert not WriterChunk.objects.exists()


def test_a_retry_is_stored_once(captured):
    sent = [event(), event()]
    captured.send(*sent)
    captured.send(*sent, sent[0])
    captured.write()
    captured.send(*sent)
    captured.write()
    assert len(captured.events_of("ada")) == 2
    assert not QuarantinedEvent.objects.exists()


def test_a_reused_uuid_is_kept_aside(captured):
    first = event()
    captured.send(first, {**first, "event": "milk poured"})
    captured.write()
    assert [found.event for found in captured.events_of("ada")] == ["tea poured"]
    (kept,) = QuarantinedEvent.objects.all()
    assert "already used" in kept.reason


def test_an_event_without_uuid_gets_one(captured):
    captured.send({"event": "e", "distinct_id": "ada"}, {"event": "f", "distinct_id": "ada"})
    captured.write()
    uuids = {found.uuid for found in captured.events_of("ada")}
    assert len(uuids) == 2
    assert {uuid.version for uuid in uuids} == {7}


def test_a_bad_uuid_is_kept_aside(captured):
    captured.send(event(), event(uuid="not-one"))
    captured.write()
    assert len(captured.events_of("ada")) == 1
    (kept,) = QuarantinedEvent.objects.all()
    assert "uuid" in kept.reason
    assert orjson.loads(kept.raw)["uuid"] == "not-one"


def test_a_refused_batch_is_sorted_out(captured):
    no_uuid = {"event": "e", "distinct_id": "ada"}
    assert captured.send(event(), {"event": "nobody's"}, no_uuid).status_code == 400
    captured.write()
    assert len(captured.events_of("ada")) == 1
    reasons = sorted(QuarantinedEvent.objects.values_list("reason", flat=True))
    assert len(reasons) == 2
    assert "without a uuid" in reasons[0]
    assert "no distinct_id" in reasons[1]


def test_identify_joins_the_events(captured):
    captured.send(event(distinct_id="anon"))
    captured.write()
    captured.send(
        event("$identify", "ada", properties={"$anon_distinct_id": "anon"},
              **{"$set": {"email": "ada@tea.example"}}),
    )  # fmt: skip
    captured.write()
    person = Person.objects.get(merged_into=None)
    assert person.email == "ada@tea.example"
    ids = DistinctId.objects.filter(person=person).values_list("distinct_id", flat=True)
    assert len(captured.events_of(*ids)) == 2


def test_groups_are_columns(captured):
    captured.send(event(properties={"$groups": {"company": "acme"}}))
    captured.write()
    whose = Whose(captured.key.environment_id, group=(0, "acme"))
    assert len(queries.timeline(whose).events) == 1


def test_errors_and_traces_are_found(captured):
    error = {"$exception_list": [{"type": "BrewError", "value": "no water"}]}
    captured.send(
        event("$exception", properties=error),
        event("$ai_generation", properties={"$ai_trace_id": 7, "$ai_model": "m"}),
    )
    captured.write()
    assert captured.events_of("ada", kind=Kind.ERRORS)
    (group,) = queries.errors_grouped(captured.whose("ada"))
    assert (group.type, group.value) == ("BrewError", "no water")
    (trace,) = queries.llm_traces(captured.whose("ada"))
    assert (trace.trace_id, trace.models) == ("7", ["m"])


def test_clocks_are_corrected(captured):
    captured.send(event(offset=60_000), sent_at="2026-03-04T10:00:00Z")
    captured.write()
    (found,) = captured.events_of("ada")
    batch_time = found.timestamp
    assert abs((batch_time - queries.clock.now()).total_seconds() + 60) < 5


@pytest.mark.parametrize("poison", [{"a": {"b": "x" * 10}}, {"deep": None}])
def test_history_waits_for_what_is_live(captured, poison):
    captured.send(event("old"), historical_migration=True)
    captured.send(event("live", properties=poison))
    chunk = next_chunk()
    rows = {row.pk: row for row in CaptureBatch.objects.all()}
    assert [rows[pk].historical for pk in chunk.batch_ids] == [False, True]


def test_an_event_identity_cannot_take_does_not_stop_the_others(captured, monkeypatch):
    real = storing.resolve

    def choosy(events, *, cache):
        if any(one.event == "poison" for one in events):
            raise RuntimeError("cannot")
        return real(events, cache=cache)

    monkeypatch.setattr(storing, "resolve", choosy)
    captured.send(*(event(f"e{n}") for n in range(7)), event("poison"), event("last"))
    assert captured.write() == 8
    assert len(captured.events_of("ada")) == 8
    (kept,) = QuarantinedEvent.objects.all()
    assert "cannot" in kept.reason


def test_an_event_the_store_cannot_take_does_not_stop_the_others(captured, monkeypatch):
    deep: dict = {}
    for _ in range(240):
        deep = {"d": deep}
    captured.send(event(), event("deep", properties=deep), event())
    captured.write()
    stored = captured.events_of("ada")
    assert len(stored) + QuarantinedEvent.objects.count() == 3
    assert len(stored) >= 2


class Killed(BaseException):
    pass


@pytest.mark.parametrize("point", ["only_new", "resolve", "insert", "_quarantine"])
@pytest.mark.parametrize("after", [False, True])
def test_a_death_anywhere_counts_everything_once(captured, monkeypatch, point, after):
    real = getattr(storing, point)

    def dies(*args, **options):
        if after:
            real(*args, **options)
        raise Killed

    captured.send(*(event(f"e{n}") for n in range(5)))
    chunk = next_chunk()
    token = token_of(chunk)
    with monkeypatch.context() as context, pytest.raises(Killed):
        context.setattr(storing, point, dies)
        Keeper(captured.store).write(chunk)
    captured.send(event("later"))
    again = next_chunk()
    assert token_of(again) == token
    captured.write()
    assert len(captured.events_of("ada")) == 6


def test_a_token_without_its_rows_loses_no_event(captured):
    """The event store died after it wrote the token down: here it stands for another event."""
    captured.send(event())
    chunk = next_chunk()
    moment, inside = instant(clock.now()), captured.key.environment_id
    other = {
        "environment_id": inside, "distinct_id": "bob", "timestamp": moment, "uuid": uuid4(),
        "event": "other", "person_id": uuid4(), "person_mode": "full", "properties_text": "{}",
        "received_at": moment,
    }  # fmt: skip
    insert(captured.store, [other], token=token_of(chunk))
    assert captured.write() == 1
    assert len(captured.events_of("ada")) == 1


def test_a_flood_of_malformed_events_is_kept_as_a_few_rows(captured):
    answer = captured.send(*[{}] * 3000)
    assert answer.status_code == 400
    captured.write()
    assert QuarantinedEvent.objects.count() == 1001
    last = QuarantinedEvent.objects.order_by("pk").last()
    assert last.reason.startswith("2,000 more of the same request")


def test_a_request_has_at_most_so_many_events(captured):
    assert captured.send(*[{}] * 50_001).status_code == 413
