"""Writing down what was derived: ledger, targets and standing, many tickets a statement."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b
from typing import Any, LiteralString

import orjson

from clew.core.bulk import execute
from clew.routing.targets.vocabulary import Entry, Run

SORTED = orjson.OPT_SORT_KEYS
ENTRIES: LiteralString = """
INSERT INTO routing_ledgerentry (ticket_id, position, metric, instance, kind, at, data)
SELECT ticket_id, position, metric, instance, kind, at, data
FROM jsonb_to_recordset(%b::jsonb) AS new (ticket_id bigint, position integer, metric text,
    instance integer, kind text, at timestamptz, data jsonb)
"""
FORGET_ENTRIES: LiteralString = (
    "DELETE FROM routing_ledgerentry WHERE ticket_id = ANY(%b::bigint[])"
)
FORGET_TARGETS: LiteralString = "DELETE FROM routing_target WHERE ticket_id = ANY(%b::bigint[])"
TARGETS: LiteralString = """
INSERT INTO routing_target AS target (ticket_id, metric, instance, state, policy, policy_name,
    version, calendar, target_minutes, started_at, paused_minutes, due_at, fulfilled_at,
    breached_at, cancelled_at, wakes_at, warned, explanation)
SELECT ticket_id, metric, instance, state, policy, policy_name, version, calendar,
    target_minutes, started_at, paused_minutes, due_at, fulfilled_at, breached_at, cancelled_at,
    wakes_at, warned, explanation
FROM jsonb_to_recordset(%b::jsonb) AS new (ticket_id bigint, metric text, instance integer,
    state text, policy text, policy_name text, version integer, calendar text,
    target_minutes integer, started_at timestamptz, paused_minutes integer, due_at timestamptz,
    fulfilled_at timestamptz, breached_at timestamptz, cancelled_at timestamptz,
    wakes_at timestamptz, warned smallint[], explanation jsonb)
ON CONFLICT (ticket_id, metric, instance) DO UPDATE SET
    (state, policy, policy_name, version, calendar, target_minutes, started_at, paused_minutes,
     due_at, fulfilled_at, breached_at, cancelled_at, wakes_at, warned, explanation) =
    (excluded.state, excluded.policy, excluded.policy_name, excluded.version, excluded.calendar,
     excluded.target_minutes, excluded.started_at, excluded.paused_minutes, excluded.due_at,
     excluded.fulfilled_at, excluded.breached_at, excluded.cancelled_at, excluded.wakes_at,
     excluded.warned, excluded.explanation)
"""
STANDINGS: LiteralString = """
INSERT INTO routing_standing (ticket_id, situation, plan, policy, priority_by, priority_reason,
    version, last_fact, derived_at, customer, entries, digest, outcome, reasons)
SELECT ticket_id, situation, plan, policy, priority_by, priority_reason, version, last_fact,
    derived_at, customer, entries, digest, outcome, reasons
FROM jsonb_to_recordset(%b::jsonb) AS new (ticket_id bigint, situation jsonb, plan text,
    policy text, priority_by text, priority_reason text, version integer, last_fact bigint,
    derived_at timestamptz, customer jsonb, entries integer, digest text, outcome text,
    reasons jsonb)
ON CONFLICT (ticket_id) DO UPDATE SET
    (situation, plan, policy, priority_by, priority_reason, version, last_fact, derived_at,
     customer, entries, digest, outcome, reasons) =
    (excluded.situation, excluded.plan, excluded.policy, excluded.priority_by,
     excluded.priority_reason, excluded.version, excluded.last_fact, excluded.derived_at,
     excluded.customer, excluded.entries, excluded.digest, excluded.outcome, excluded.reasons)
"""
Json = dict[str, Any]


@dataclass(frozen=True)
class StoredRun:
    """A run with what is kept beside it."""

    run: Run
    wakes_at: datetime | None
    warned: Sequence[int]


def append_entries(new: dict[int, tuple[int, Sequence[Entry]]]) -> None:
    """By the ticket's id: the position of the first, and the entries."""
    _write(
        ENTRIES,
        [
            {"ticket_id": pk, "position": first + place, **_plain(entry)}
            for pk, (first, entries) in new.items()
            for place, entry in enumerate(entries)
        ],
    )


def forget_ledgers(ticket_ids: list[int]) -> None:
    if ticket_ids:
        execute(FORGET_ENTRIES, [ticket_ids])
        execute(FORGET_TARGETS, [ticket_ids])


def put_targets(runs: dict[int, Sequence[StoredRun]]) -> None:
    _write(
        TARGETS,
        [
            {"ticket_id": pk, **_plain(each.run), "wakes_at": each.wakes_at, "warned": each.warned}
            for pk, stored in runs.items()
            for each in stored
        ],
    )


def put_standings(rows: list[Json]) -> None:
    _write(STANDINGS, rows)


def digest_of(parts: object) -> str:
    """Of the same parts the same, in every process."""
    written = orjson.dumps(parts, option=SORTED, default=sorted)
    return blake2b(written, digest_size=16).hexdigest()


def _plain(thing: Run | Entry) -> Json:
    return {name: getattr(thing, name) for name in thing.__dataclass_fields__}


def _write(sql: LiteralString, rows: list[Json]) -> None:
    if rows:
        execute(sql, [orjson.dumps(rows, default=sorted).decode()], prepared=True)
