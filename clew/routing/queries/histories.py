"""Reads of many tickets' facts, in a few statements however many they are."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any, LiteralString, NamedTuple

import orjson

from clew.core.bulk import fetch
from clew.routing.targets.history import NAMES, TicketRow, Told, Version, told_by
from clew.routing.targets.reading import Row

LOCKED: LiteralString = """
SELECT id, number, status, severity, priority, kind, area, channel, tags, created_at,
       last_message_by, queue_rank, due_at, due_from, due_metric, due_state, escalated_to,
       plan_unknown
FROM tickets_ticket WHERE id = ANY(%b::bigint[]) ORDER BY id
"""
LOCK: LiteralString = "FOR NO KEY UPDATE"
# One row a ticket, as JSON: a driver's row for each fact costs more than all that is made of it.
FACTS: LiteralString = """
SELECT subject, json_agg(json_build_array(recorded_at, id, name, actor_kind || '/' || actor_id,
                                          payload))::text
FROM core_factrecord WHERE subject = ANY(%b::text[]) AND name = ANY(%b::text[]) GROUP BY subject
"""
# Who spoke last in public on what a merge brought, before it did: by the TicketAbsorbed's id.
ABSORBED: LiteralString = """
SELECT merge.id, bool_or(last.payload->>'author_kind' = 'customer')
FROM core_factrecord AS merge
CROSS JOIN LATERAL jsonb_array_elements_text(merge.payload->'merged') AS part (number)
CROSS JOIN LATERAL (
    SELECT payload FROM core_factrecord
    WHERE subject = 'ticket/' || part.number AND name = 'tickets.MessagePosted'
      AND recorded_at <= merge.recorded_at AND (payload->>'public')::boolean
      AND payload->>'author_kind' NOT IN ('system', 'machine')
    ORDER BY recorded_at DESC, id DESC LIMIT 1
) AS last
WHERE merge.id = ANY(%b::bigint[]) GROUP BY merge.id
"""
VERSIONS: LiteralString = "SELECT created_at, id FROM routing_policyversion ORDER BY id"
OPTIONS_TOO: LiteralString = """
SELECT (SELECT coalesce(json_object_agg(key, value), '{}') FROM core_setting)::text,
       (SELECT coalesce(json_agg(json_build_array(created_at, id) ORDER BY id), '[]')
        FROM routing_policyversion)::text
"""


class LockedTicket(NamedTuple):
    """A ticket's row, as far as promises are concerned."""

    id: int
    number: int
    status: str
    severity: str
    priority: str
    kind: str
    area: str
    channel: str
    tags: list[str]
    created_at: datetime
    last_message_by: str
    queue_rank: int
    due_at: datetime | None
    due_from: datetime | None
    due_metric: str
    due_state: str
    escalated_to: str
    plan_unknown: bool

    @property
    def for_history(self) -> TicketRow:
        return TicketRow(
            self.created_at,
            self.status,
            self.severity,
            self.kind,
            self.area,
            self.channel,
            self.tags,
        )


def ticket_rows(ids: Iterable[int], *, lock: bool = False) -> list[LockedTicket]:
    """In the order of their ids, so that two who lock the same do not wait for each other."""
    chosen = list(ids)
    found = fetch(LOCKED + LOCK, [chosen]) if lock else fetch(LOCKED, [chosen])
    return [LockedTicket(*row) for row in found]


def fact_rows(numbers: Iterable[int]) -> dict[int, list[Row]]:
    """By the ticket's number; those of which a ledger is made."""
    subjects = [f"ticket/{number}" for number in numbers]
    return {
        int(subject.removeprefix("ticket/")): [
            Row(datetime.fromisoformat(at), *rest) for at, *rest in orjson.loads(facts)
        ]
        for subject, facts in fetch(FACTS, [subjects, NAMES])
    }


def versions() -> list[Version]:
    """Of the policies, oldest first. None holds before the one that it follows."""
    return _in_turn(fetch(VERSIONS, [], prepared=True))


def versions_and_options() -> tuple[list[Version], dict[str, Any]]:
    """With every option that was changed, for ``options.remembered``. One statement."""
    [(changed, known)] = fetch(OPTIONS_TOO, [], prepared=True)
    rows = ((datetime.fromisoformat(at), pk) for at, pk in orjson.loads(known))
    return _in_turn(rows), orjson.loads(changed)


def _in_turn(rows: Iterable[Sequence[Any]]) -> list[Version]:
    found: list[Version] = []
    for at, pk in rows:
        found.append(Version(max(at, found[-1].at) if found else at, pk))
    return found


def histories(
    tickets: Sequence[LockedTicket], facts: dict[int, list[Row]], known: Sequence[Version]
) -> dict[int, Callable[[], Told]]:
    """By the ticket's id, each to be read when it is wanted: one that cannot be fails alone."""
    waits = absorbed_waiting(facts)

    def reading(ticket: LockedTicket) -> Callable[[], Told]:
        rows = facts.get(ticket.number, [])
        return lambda: told_by(ticket.for_history, rows, known, waits.__contains__)

    return {ticket.id: reading(ticket) for ticket in tickets}


def absorbed_waiting(facts: dict[int, list[Row]]) -> set[int]:
    """Merges that brought somebody who waits for our answer. No statement without a merge."""
    merges = [
        row.id for rows in facts.values() for row in rows if row.name == "tickets.TicketAbsorbed"
    ]
    return {pk for pk, waits in fetch(ABSORBED, [merges]) if waits} if merges else set()
