"""The list of errors and the page of one, over made events of three people."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import orjson
import pytest

from clew.events.errors import one
from clew.events.errors.listing import errors_listed, versions_seen
from clew.events.errors.records import ErrorsAsked, Order
from clew.events.store.rows import insert, instant

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
ADA, BO, CY = (UUID(int=n) for n in (1, 2, 3))
STALLED, REJECTED, OLD = 11, 22, 33
ASKED = ErrorsAsked(1, since=NOW - timedelta(days=30), account_index=0)


def happened(person, fingerprint, hours, kind="ExportStalled", value="Part 4 of 9", **columns):
    properties = columns.pop("properties", {})
    return {
        "environment_id": 1, "distinct_id": f"d{person.int}", "uuid": uuid4(), "person_id": person,
        "timestamp": instant(NOW - timedelta(hours=hours)), "event": "$exception",
        "person_mode": "full", "properties_text": orjson.dumps(properties).decode(),
        "error_type": kind, "error_value": value, "error_fingerprint": fingerprint,
        "received_at": instant(NOW),
    } | columns  # fmt: skip


@pytest.fixture
def stored(store):
    release = {"$app_version": "4.2", "$browser": "Firefox"}
    rows = [
        happened(ADA, STALLED, 2, group_0="heron", properties=release),
        happened(ADA, STALLED, 50, value="Part 1 of 2", group_0="heron"),
        happened(BO, STALLED, 5, group_0="otter", properties={"$browser": "Chrome"}),
        happened(CY, REJECTED, 1, "RowRejected", "No column “plan”", properties=release),
        happened(CY, OLD, 24 * 90, "Ancient"),
        happened(BO, STALLED, 3, environment_id=2),
        happened(BO, 0, 3, event="report opened", error_fingerprint=0),
    ]
    insert(store, rows, token=str(uuid4()))


def found(**asked):
    page = errors_listed(ErrorsAsked(**{"environment_id": 1, "since": ASKED.since} | asked))
    return [error.fingerprint for error in page.errors]


def test_an_error_is_one_row_with_who_and_when(stored):
    page = errors_listed(ASKED)
    assert (page.total, [error.fingerprint for error in page.errors]) == (2, [REJECTED, STALLED])
    stalled = page.errors[1]
    assert (stalled.type, stalled.value) == ("ExportStalled", "Part 4 of 9")
    assert (stalled.times, stalled.people, stalled.accounts) == (3, 2, 2)
    assert stalled.versions == ["4.2"]
    assert stalled.by_day == {NOW.date(): 2, NOW.date() - timedelta(days=2): 1}
    assert stalled.first_at == NOW - timedelta(hours=50)


@pytest.mark.parametrize(
    ("asked", "fingerprints"),
    [
        ({"text": "PART"}, [STALLED]),
        ({"text": "rowrej"}, [REJECTED]),
        ({"version": "4.2"}, [REJECTED, STALLED]),
        ({"account_index": 0, "account_keys": ["otter"]}, [STALLED]),
        ({"new_since": NOW - timedelta(hours=24)}, [REJECTED]),
        ({"order": Order.TIMES}, [STALLED, REJECTED]),
        ({"since": NOW - timedelta(days=100)}, [REJECTED, STALLED, OLD]),
        ({"environment_id": 2}, [STALLED]),
        ({"text": "' OR 1"}, []),
    ],
)
def test_the_list_is_narrowed_and_ordered(stored, asked, fingerprints):
    assert found(**asked) == fingerprints


def test_the_page_of_one_counts_all_that_ever_happened(stored):
    error = one.one_error(1, STALLED, account_index=0)
    assert (error.times, error.people, error.accounts) == (3, 2, 2)
    assert error.latest_properties["$browser"] == "Firefox"
    assert [each.who for each in one.people_affected(1, STALLED)] == [ADA, BO]
    assert [each.who for each in one.accounts_affected(1, STALLED, 0)] == ["heron", "otter"]
    shares = {each.value: each.times for each in one.shares(1, STALLED)["browser"]}
    assert shares == {"Firefox": 1, "Chrome": 1}
    assert {pk: len(at) for pk, at in one.moments_by_person(1, STALLED).items()} == {ADA: 2, BO: 1}
    assert versions_seen(1, since=ASKED.since) == ["4.2"]
    assert one.one_error(1, 999) is None


def test_events_from_before_fingerprints_are_told_apart_by_type_and_message(store):
    rows = [happened(ADA, 0, n, value=f"Part {n} of 9") for n in (1, 2)]
    rows.append(happened(ADA, 0, 3, value="Something else"))
    for row in rows:
        del row["error_fingerprint"]
    insert(store, rows, token=str(uuid4()))
    assert sorted(error.times for error in errors_listed(ASKED).errors) == [1, 2]
