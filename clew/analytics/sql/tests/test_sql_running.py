import resource
import threading
import time
from datetime import timedelta
from uuid import uuid4

import pytest

from clew.analytics.models import QueryRun
from clew.analytics.sql import history, running
from clew.analytics.sql.access import NoAccess
from clew.analytics.sql.places import AT_ONCE, FOR_EACH, WAITING_FOR_EACH, Places
from clew.analytics.sql.refusing import QueryRefused
from clew.analytics.sql_options import SQL_MEGABYTES, SQL_SECONDS
from clew.core import clock
from clew.core.actors import SYSTEM
from clew.core.options import set_options
from clew.people.key_actions import create_api_token
from clew.people.models import Role
from clew.people.queries import default_environment
from tests import cast

ENDLESS = (
    "SELECT sum(a.x * b.x) FROM (SELECT arrayJoin(range(1000000)) AS x) a"
    " CROSS JOIN (SELECT arrayJoin(range(1000000)) AS x) b"
)
HOARD = (
    "SELECT groupArray(x) FROM (SELECT arrayJoin(range(5000000)) x) a"
    " CROSS JOIN (SELECT arrayJoin(range(500)) y) b"
)
VALUES = """SELECT 9007199254740993, -9007199254740993, 5, toInt128('170141183460469231731687303'),
    0.5, 1/0, 0/0, toDecimal64(1.50, 2), NULL, true, toDate('2026-01-02'),
    toDateTime64('2026-01-02 03:04:05.678', 3, 'Europe/Berlin'), toUUID('00000000-0000-4000-8000-00000000000a'),
    [1, NULL, 9007199254740993], map('k', 9007199254740993), ('a', 9007199254740993, ['x, (', 'y']),
    CAST('ab', 'FixedString(2)'), toIPv4('10.0.0.1'), unhex('ff41')"""  # noqa: E501


def ask(query, reader=None, **options):
    return running.run(query, reader=reader, environment=default_environment(), **options)


@pytest.fixture
def admin(store, db):
    return cast.staff("Maya", role=Role.ADMIN)


def test_values_are_json_that_loses_nothing(admin):
    [row] = ask(VALUES, admin).rows
    assert row == [
        "9007199254740993", "-9007199254740993", 5, "170141183460469231731687303", 0.5, None, None,
        "1.5", None, True, "2026-01-02", "2026-01-02T02:04:05.678Z",
        "00000000-0000-4000-8000-00000000000a", [1, None, "9007199254740993"],
        {"k": "9007199254740993"}, ["a", "9007199254740993", ["x, (", "y"]], "ab", "10.0.0.1", "�A",
    ]  # fmt: skip


def test_more_rows_than_asked_for_are_cut_and_said(admin):
    many = "SELECT arrayJoin(range(70000)) AS n"
    assert (len(ask(many, admin).rows), ask(many, admin).truncated) == (100, True)
    whole = ask(f"{many} LIMIT 200", admin)
    assert (len(whole.rows), whole.truncated) == (200, False)
    most = ask(f"{many} LIMIT 60000", admin)
    assert (len(most.rows), most.truncated) == (50_000, True)
    assert whole.columns == [{"name": "n", "type": "UInt32"}]


@pytest.mark.parametrize(
    ("query", "words", "place"),
    [
        ("SELECT sum(event) FROM events", "Illegal type String of argument", (1, 8, 3)),
        ("SELECT event + 1 FROM events", "Illegal types", (1, 14, 1)),
        ("SELECT event, count() FROM events", "is not under aggregate function", (0, 0, 0)),
        ("SELECT toInt64(event) FROM (SELECT 'secret' AS event)", "cannot be read", (0, 0, 0)),
        ("SELECT length(repeat('x', 2000000000))", "memory|large|big|fit", (0, 0, 0)),
        (HOARD, "memory|took too long", (0, 0, 0)),
        (ENDLESS, "took too long", (0, 0, 0)),
    ],
)  # fmt: skip
def test_what_the_engine_refuses_is_said_in_words(admin, query, words, place):
    set_options(values={SQL_SECONDS.key: "1", SQL_MEGABYTES.key: "200"}, by=SYSTEM)
    with pytest.raises(QueryRefused, match=words) as refusal:
        ask(query, admin)
    said = f"{refusal.value.message} {refusal.value.hint}"
    for secret in ("secret", "environment_id", "__t", "__c", "clew.", "DB::Exception", "/"):
        assert secret not in said
    found = (refusal.value.line, refusal.value.column, refusal.value.length)
    assert place in {found, (0, 0, 0)}


def test_a_failed_query_leaves_nothing_to_the_next(admin):
    for _ in range(3):
        with pytest.raises(QueryRefused):
            ask("SELECT n, toInt64(if(n > 60000, 'x', '1')) FROM"
                " (SELECT arrayJoin(range(100000)) n) LIMIT 50000 OFFSET 20000", admin)  # fmt: skip
        assert ask("SELECT 1 AS a", admin).rows == [[1]]


def test_a_query_that_is_cancelled_stops(admin, django_db_blocker, transactional_db):
    run_id, said = uuid4(), []
    person = cast.staff("Noor", role=Role.ADMIN)

    def go():
        try:
            ask(ENDLESS, person, run_id=run_id)
        except QueryRefused as refusal:
            said.append(refusal.message)

    thread = threading.Thread(target=go)
    thread.start()
    deadline = time.monotonic() + 20
    while not running.cancel(run_id, person) and time.monotonic() < deadline:
        time.sleep(0.05)
    thread.join(20)
    assert said == ["The query was cancelled"]
    before = _processor_seconds()
    time.sleep(0.3)
    assert _processor_seconds() - before < 0.25
    assert QueryRun.objects.get(pk=run_id).state == QueryRun.State.CANCELLED


def _processor_seconds():
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def test_strangers_cannot_cancel_nor_read_what_others_ran(admin):
    mine = ask("SELECT 1", admin)
    agent = cast.staff("Ben")
    token, _ = create_api_token(name="robot", scope="agent", by=SYSTEM)
    ask("SELECT 2", agent)
    ask("SELECT 3", token)
    assert [run.sql for run in history.runs_readable_by(agent)] == ["SELECT 2"]
    assert [run.sql for run in history.runs_readable_by(token)] == ["SELECT 3"]
    assert len(history.runs_readable_by(admin)) == 3
    assert not running.cancel(mine.run_id, agent)
    capture, _ = create_api_token(name="sdk", scope="capture", by=SYSTEM)
    with pytest.raises(NoAccess):
        ask("SELECT 4", capture)


def test_each_run_is_on_record_with_its_cost_until_it_is_old(admin):
    ask("SELECT count() FROM events", admin, parameters={"a": 1})
    with pytest.raises(QueryRefused):
        ask("SELECT nothing", admin)
    failed, done = QueryRun.objects.order_by("-at")
    assert (done.state, done.rows, done.staff, done.parameters) == ("done", 1, admin, {"a": 1})
    assert (failed.state, failed.error) == ("failed", "There is no column nothing")
    QueryRun.objects.filter(pk=done.pk).update(at=clock.now() - timedelta(days=91))
    history.forget_old_runs()
    assert list(QueryRun.objects.all()) == [failed]


def test_a_few_run_at_once_and_fewer_for_each():
    places = Places()
    with places.taken_by("maya"), places.taken_by("maya"):
        with pytest.raises(QueryRefused, match="of your queries"), places.taken_by("maya", 0.01):
            pass
        with places.taken_by("ben"):
            assert FOR_EACH + 1 == AT_ONCE
            with pytest.raises(QueryRefused, match="Other queries"), places.taken_by("noor", 0.01):
                pass
    with places.taken_by("maya", 0.01):
        pass


def test_who_asks_a_hundred_times_at_once_leaves_threads_to_pages():
    places, refused = Places(), []
    asked = threading.Barrier(12)

    def ask_too() -> None:
        asked.wait()
        try:
            with places.taken_by("maya", 1.5):
                pass
        except QueryRefused:
            refused.append(time.monotonic())

    threads = [threading.Thread(target=ask_too) for _ in range(12)]
    with places.taken_by("maya"), places.taken_by("maya"):
        started = time.monotonic()
        for each in threads:
            each.start()
        for each in threads:
            each.join()
    at_once = [at for at in refused if at - started < 1]
    assert (len(refused), len(at_once)) == (12, 12 - WAITING_FOR_EACH)


def test_a_number_may_be_a_limit_and_a_value(admin):
    found = ask("SELECT {n:UInt8} AS a LIMIT {n:UInt8}", admin, parameters={"n": 3})
    assert found.rows == [[3]]


@pytest.mark.parametrize("moment", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"])
def test_a_time_no_clock_shows_is_refused(admin, moment):
    with pytest.raises(QueryRefused, match="is no DateTime"):
        ask("SELECT {d:DateTime}", admin, parameters={"d": moment})


def test_messages_are_read_by_those_who_may(admin):
    agent = cast.staff("Ben", role=Role.AGENT)
    assert ask("SELECT body FROM ticket_messages", admin).rows == []
    with pytest.raises(QueryRefused, match="Only leads and admins"):
        ask("SELECT body FROM ticket_messages", agent)
    columns = [each["name"] for each in ask("SELECT * FROM ticket_messages", agent).columns]
    assert "body" not in columns
