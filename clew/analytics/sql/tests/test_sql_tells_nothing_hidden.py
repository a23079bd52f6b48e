"""What a reader may not see does not show in errors either: conditions that fail on it."""

from dataclasses import replace
from datetime import UTC, datetime

import orjson
import pytest

from clew.analytics.sql.access import Access
from clew.analytics.sql.compiling import compile_query
from clew.analytics.sql.refusing import QueryRefused
from clew.analytics.sql.tests.conftest import PERSONS, insert

AGENT = Access(1, staff_id=5, team_ids=(2,), hidden_team_ids=(3,))
TOKEN = Access(1, every_ticket=True)
MERGED = replace(AGENT, moved_since=datetime(2026, 1, 1, tzinfo=UTC))
READERS = pytest.mark.parametrize("reader", [AGENT, TOKEN, MERGED], ids=["agent", "token", "moved"])


@pytest.fixture
def audited(customers):
    """An entry of the audit log, among events that are shown."""
    said = {"subject": "staff/7", "email": "hidden@lamp.example"}
    row = {
        "environment_id": 1, "distinct_id": "d9", "event": "staff invited", "lib": "clew",
        "timestamp": "2026-11-05 00:00:00.000", "person_id": PERSONS[0],
        "uuid": "00000000-0000-4000-9001-000000000001", "error_value": "hidden",
        "properties_text": orjson.dumps(said).decode(),
    }  # fmt: skip
    insert(customers, "events", [row])


@READERS
@pytest.mark.parametrize(
    "guess",
    [
        "properties.email = 'hidden@lamp.example'", "event = 'staff invited'",
        "error_value = 'hidden'", "startsWith(distinct_id, 'd9')", "lib = 'clew'",
    ],
)  # fmt: skip
@pytest.mark.usefixtures("audited")
def test_a_guess_about_a_hidden_event_fails_on_no_row(ask, reader, guess):
    fails_if_right = f"toInt8(if({guess}, 'x', '1')) = 1"
    assert ask(f"SELECT count() FROM events WHERE {fails_if_right}", access=reader) == [[8]]
    assert ask(f"SELECT count() FROM events e WHERE event = 'page' AND {fails_if_right}",
               access=reader) == [[4]]  # fmt: skip
    assert ask(f"SELECT sum(toInt8(if({guess}, 'x', '1'))) FROM events", access=reader) == [[8]]


@READERS
def test_the_key_still_narrows_what_is_read(customers, reader):
    found = compile_query("SELECT count() FROM events WHERE distinct_id = 'd1'", reader)
    with customers.reader() as client:
        plan = client.query(f"EXPLAIN indexes = 1 {found.sql}").result_rows
    assert "(distinct_id in ['d1', 'd1'])" in "\n".join(row[0] for row in plan)


@pytest.mark.parametrize(
    "call",
    ["editDistance('a', 'b')", "levenshteinDistance('a', 'b')", "jaroSimilarity('a', 'b')",
     "jaroWinklerSimilarity('a', 'b')"],
)  # fmt: skip
def test_what_computes_for_seconds_within_one_row_is_refused(call):
    """The engine looks at the time between rows only."""
    with pytest.raises(QueryRefused, match="no function"):
        compile_query(f"SELECT {call}", AGENT)
