import shutil
from datetime import UTC, datetime
from uuid import uuid4

import pytest

from clew.core.engines.clickhouse import ClickHouse
from clew.events.store.rows import RowsRefused, insert, insert_again, instant

AT = datetime(2026, 3, 4, 12, 0, 0, 123000, tzinfo=UTC)


def row(**changes):
    return {
        "environment_id": 1,
        "distinct_id": "ada",
        "timestamp": instant(AT),
        "uuid": uuid4(),
        "event": "tea poured",
        "person_id": uuid4(),
        "person_mode": "full",
        "properties_text": '{"a.b":1,"big":12345678901234567890123,"none":null,"at":"2026-01-01"}',
        "received_at": instant(AT),
    } | changes


def count(store: ClickHouse) -> int:
    with store.reader() as client:
        return client.query("SELECT count() FROM events").result_rows[0][0]


def test_what_was_sent_comes_back(store):
    sent = row()
    insert(store, [sent], token="t1")
    with store.reader() as client:
        query = "SELECT timestamp, properties_text, toString(properties.at) FROM events"
        at, text, date = client.query(query).result_rows[0]
    assert (at, text, date) == (AT, sent["properties_text"], "2026-01-01")


def test_the_same_token_adds_nothing(store):
    rows = [row(), row(timestamp=instant(AT.replace(month=1)))]
    for token in ("t1", "t1", "t2"):
        insert(store, rows, token=token)
    assert count(store) == 4


def test_the_same_token_adds_nothing_after_a_restart(store):
    insert(store, [row()], token="t1")
    store.close()
    insert(store, [row()], token="t1")
    assert count(store) == 1


def test_a_token_that_was_written_down_before_a_death_loses_nothing(store):
    """The part it stands for never got its name: here it is taken away."""
    kept = row(timestamp=instant(AT.replace(month=2)))
    cut_off = [row(), row(timestamp=instant(AT.replace(month=1)))]
    insert(store, [kept], token="t1")
    insert(store, cut_off, token="t2")
    with store.reader() as client:
        parts = "SELECT path FROM system.parts WHERE table = 'events' AND partition <> '202602'"
        found = client.query(parts).result_rows
    store.close()
    for (path,) in found:
        shutil.rmtree(path)
    insert(store, cut_off, token="t2")
    assert count(store) == 1
    assert insert_again(store, cut_off, token="t2") == 2
    assert insert_again(store, cut_off, token="t2") == 0
    assert count(store) == 3


def test_one_impossible_row_refuses_all(store):
    with pytest.raises(RowsRefused):
        insert(store, [row(), row(properties_text="[1]")], token="t1")
    assert count(store) == 0


def test_any_calendar(store):
    months = [
        row(timestamp=instant(AT.replace(year=1970 + n // 12, month=1 + n % 12)))
        for n in range(150)
    ]
    insert(store, months, token="t1")
    assert count(store) == 150
