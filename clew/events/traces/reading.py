"""Traces of everybody, a page at a time, and one of them whole."""

from datetime import datetime
from typing import Any
from uuid import UUID

import orjson

from clew.events.everybody import column_of_group, read
from clew.events.queries import stored_event
from clew.events.records import StoredEvent
from clew.events.traces.records import ListedTrace, TraceOrder, TracePage, TracesAsked

ORDERS = {
    TraceOrder.LAST: "last_at",
    TraceOrder.COST: "cost",
    TraceOrder.TOKENS: "input_tokens + output_tokens",
    TraceOrder.LATENCY: "latency",
    TraceOrder.FAILURES: "failures",
}


def traces_listed(asked: TracesAsked, *, limit: int = 25, skip: int = 0) -> TracePage:
    bound: dict[str, Any] = {
        "environment_id": asked.environment_id, "since": asked.since, "limit": limit, "skip": skip,
    }  # fmt: skip
    index = asked.account_index
    pieces = {
        "account": "''" if index is None else column_of_group(index),
        "whose": _whose(asked, bound),
        "filters": _filters(asked, bound),
        "order": ORDERS[asked.order],
    }
    rows = read("traces/listed", pieces, bound)
    latest = _latest(asked, [row[0] for row in rows], sorted({row[4] for row in rows}))
    found = [
        ListedTrace(
            trace_id=row[0], first_at=row[1], last_at=row[2], person_id=row[3],
            distinct_id=row[4], account=row[5], models=sorted(row[6]), generations=row[7],
            input_tokens=row[8], output_tokens=row[9], cost=row[10] if row[11] else None,
            latency=row[12], failures=row[13], latest=latest.get(row[0], {}),
        ) for row in rows
    ]  # fmt: skip
    return TracePage(found, rows[0][14] if rows else 0)


def models_seen(environment_id: int, *, since: datetime) -> list[str]:
    """The most used first."""
    rows = read("traces/models", {}, {"environment_id": environment_id, "since": since})
    return [row[0] for row in rows]


def steps_of(environment_id: int, trace_id: str, *, limit: int = 500) -> list[StoredEvent]:
    """Oldest first; nothing when there is no such trace."""
    if not trace_id:
        return []
    bound: dict[str, Any] = {"environment_id": environment_id, "limit": limit, "trace": trace_id}
    rows = read("traces/steps", {"trace": "trace_id = {trace:String}"}, bound)
    if not rows and (uuid := _uuid(trace_id)):
        alone = {"trace": "uuid = {trace:UUID} AND empty(trace_id)"}
        rows = read("traces/steps", alone, {**bound, "trace": uuid})
    return [stored_event(row) for row in rows]


def _whose(asked: TracesAsked, bound: dict[str, Any]) -> str:
    """Of a person, or of an account; who names neither sees everybody's."""
    either = []
    if asked.distinct_ids:
        bound["distinct_ids"] = list(asked.distinct_ids)
        either.append("distinct_id IN {distinct_ids:Array(String)}")
    if asked.account_keys and asked.account_index is not None:
        bound["keys"] = list(asked.account_keys)
        either.append(f"{column_of_group(asked.account_index)} IN {{keys:Array(String)}}")
    if either:
        return f"({' OR '.join(either)})"
    return "1" if asked.distinct_ids is None and asked.account_keys is None else "0"


def _filters(asked: TracesAsked, bound: dict[str, Any]) -> str:
    found = ["1"]
    if asked.failed_only:
        found.append("failures > 0")
    if asked.model:
        bound["model"] = asked.model
        found.append("countIf(model = {model:String}) > 0")
    if asked.min_cost is not None:
        bound["min_cost"] = asked.min_cost
        found.append("cost >= {min_cost:Float64}")
    return " AND ".join(found)


def _latest(
    asked: TracesAsked, traces: list[str], distinct_ids: list[str]
) -> dict[str, dict[str, Any]]:
    if not traces:
        return {}
    bound = {
        "environment_id": asked.environment_id, "since": asked.since,
        "traces": traces, "distinct_ids": distinct_ids,
    }  # fmt: skip
    return {trace: orjson.loads(text) for trace, text in read("traces/latest", {}, bound)}


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
