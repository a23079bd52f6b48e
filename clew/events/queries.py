"""Reads of the event store for profiles and the API. README.md lists them."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import cache
from importlib.resources import files
from typing import Any
from uuid import UUID

import orjson
from django.db.models import Min, Sum

from clew.core import clock
from clew.events.models import CaptureBatch
from clew.events.of_groups import errors_of_group, traces_of_group
from clew.events.records import (
    Counts,
    Cursor,
    DayOfActivity,
    ErrorGroup,
    Kind,
    LlmTrace,
    StoredEvent,
    Timeline,
    Whose,
)
from clew.events.store.connection import event_store

NEAR = timedelta(days=14)
BEFORE_ALL = datetime.fromisoformat("1970-01-01T00:00:00Z")
AFTER_ALL = Cursor(datetime.fromisoformat("2200-01-01T00:00:00Z"), UUID(int=2**128 - 1))
# Fixed pieces of SQL; values are always bound.
KINDS = {
    Kind.ALL: "1",
    Kind.EVENTS: "(event != '$exception' AND NOT startsWith(event, '$ai_'))",
    Kind.ERRORS: "event = '$exception'",
    Kind.LLM: "startsWith(event, '$ai_')",
}
LATEST_TRACES = """if(empty(trace_id), toString(uuid), trace_id) IN (
    SELECT if(empty(trace_id), toString(uuid), trace_id) AS trace
    FROM events
    WHERE environment_id = {environment_id:UInt32} AND /*whose*/ AND startsWith(event, '$ai_')
    GROUP BY trace
    ORDER BY max(timestamp) DESC, trace
    LIMIT {limit:UInt32} OFFSET {skip:UInt32}
)"""


def timeline(
    whose: Whose,
    *,
    kind: Kind = Kind.ALL,
    name: str = "",
    before: Cursor | None = None,
    limit: int = 50,
) -> Timeline:
    """Newest first, ``limit`` at a time; ``name`` keeps one event name only.

    Of a group the days before the page's start are looked at first: they mostly fill it, and to
    sort all that thousands of people ever did takes long.
    """
    start = before or AFTER_ALL
    asked: dict[str, Any] = {
        "kind": kind, "name": name, "limit": limit + 1,
        "before_at": start.timestamp, "before_uuid": start.uuid,
    }  # fmt: skip
    rows: Sequence[Sequence[Any]] = []
    if whose.group is not None:
        near = min(start.timestamp, clock.now()) - NEAR
        rows = _read("timeline", whose, after_at=near, **asked)
    if len(rows) <= limit:
        rows = _read("timeline", whose, after_at=BEFORE_ALL, **asked)
    events = [stored_event(row) for row in rows[:limit]]
    more = len(rows) > limit
    return Timeline(events, Cursor(events[-1].timestamp, events[-1].uuid) if more else None)


def errors_grouped(whose: Whose, *, limit: int = 50, skip: int = 0) -> list[ErrorGroup]:
    """Errors by fingerprint, the latest seen first."""
    if whose.group is not None:
        return errors_of_group(_read, whose, limit=limit, skip=skip)
    rows = _read("errors_grouped", whose, limit=limit, skip=skip)
    found = _properties_of(whose, rows)
    return [ErrorGroup(*[*row, found.get(row[6], {})]) for row in rows]


def _properties_of(whose: Whose, groups: Sequence[Sequence[Any]]) -> dict[UUID, dict[str, Any]]:
    """Of the latest event of each group, by their keys."""
    if not groups:
        return {}
    ids = sorted({row[7] for row in groups})
    owners = Whose(whose.environment_id, distinct_ids=ids, own=whose.own)
    moments, uuids = [row[5] for row in groups], [row[6] for row in groups]
    rows = _read("properties_of", owners, moments=moments, uuids=uuids)
    return {uuid: _properties(text) for uuid, text in rows}


def llm_traces(whose: Whose, *, limit: int = 50, skip: int = 0) -> list[LlmTrace]:
    """AI traces with their sums and latest exchange, the latest active first."""
    if whose.group is not None:
        rows = traces_of_group(_read, whose, limit=limit, skip=skip)
    else:
        rows = _read("llm_traces", whose, these=LATEST_TRACES, limit=limit, skip=skip)
    return [_trace(row) for row in rows]


def trace_steps(whose: Whose, trace_id: str, *, limit: int = 300) -> list[StoredEvent]:
    """Every event of one AI trace, newest first."""
    rows = _read("trace_steps", whose, trace_id=trace_id, limit=limit)
    return [stored_event(row) for row in rows]


def counts(whose: Whose) -> Counts:
    events, errors, traces, first_at, last_at = _read("counts", whose)[0]
    seen = events or errors or traces
    return Counts(events, errors, traces, first_at if seen else None, last_at if seen else None)


def daily_activity(whose: Whose, *, since: datetime, until: datetime) -> list[DayOfActivity]:
    """Days (UTC) with at least one event, oldest first."""
    return [DayOfActivity(*row) for row in _read("daily_activity", whose, since=since, until=until)]


def event_by_uuid(environment_id: int, uuid: UUID) -> StoredEvent | None:
    rows = _read("event_by_uuid", Whose(environment_id), uuid=uuid)
    return stored_event(rows[0]) if rows else None


@cache
def _sql(name: str) -> str:
    return (files("clew.events") / "sql" / f"{name}.sql").read_text("utf-8")


def _read(
    file: str, whose: Whose, /, *, kind: Kind = Kind.ALL, these: str = "", **values: Any
) -> Sequence[Sequence[Any]]:
    condition, bound = _condition(whose)
    sql = _sql(file).replace("/*these*/", these)
    sql = sql.replace("/*whose*/", condition).replace("/*kind*/", KINDS[kind])
    with event_store().reader() as client:
        return client.query(sql, parameters={**bound, **values}).result_rows


def _condition(whose: Whose) -> tuple[str, dict[str, Any]]:
    bound: dict[str, Any] = {"environment_id": whose.environment_id}
    if whose.group is not None:
        index, keys = int(whose.group[0]), whose.group_keys
        return f"group_{index} IN {{group_keys:Array(String)}}", {**bound, "group_keys": keys}
    ids = list(whose.distinct_ids)
    sent = "" if whose.own else " AND lib != 'clew'"  # no group has any of Clew's own
    return f"distinct_id IN {{distinct_ids:Array(String)}}{sent}", {**bound, "distinct_ids": ids}


def stored_event(row: Sequence[Any]) -> StoredEvent:
    return StoredEvent(*[*row[:8], tuple(row[8:13]), _properties(row[13])])


def _trace(row: Sequence[Any]) -> LlmTrace:
    cost, has_cost = row[8:10]
    known_cost = cost if has_cost else None
    return LlmTrace(
        *[*row[:4], sorted(row[4]), *row[5:8], known_cost, *row[10:12], _properties(row[12])]
    )


def _properties(text: str) -> dict[str, Any]:
    found = orjson.loads(text) if text else {}
    return found if isinstance(found, dict) else {}


def capture_backlog() -> int:
    """Captured events not yet in the event store."""
    total = CaptureBatch.objects.aggregate(total=Sum("event_count"))["total"]
    return int(total or 0)


def oldest_capture_age() -> timedelta:
    """How long the oldest captured request has waited; zero when none waits."""
    oldest = CaptureBatch.objects.aggregate(oldest=Min("received_at"))["oldest"]
    return max(clock.now() - oldest, timedelta()) if oldest else timedelta()
