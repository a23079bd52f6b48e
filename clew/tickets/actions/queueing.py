"""A ticket's place in the queue and its priority, worked out by routing and kept on its row."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import LiteralString

import orjson

from clew.core import facts
from clew.core.actors import SYSTEM, Actor
from clew.core.bulk import execute
from clew.tickets.facts import PropertyChanged
from clew.tickets.models.tickets import UNRANKED


@dataclass(frozen=True, kw_only=True)
class QueuePlace:
    """``rank``: lowest first. ``due_*`` tell of the target that comes next; empty, if none runs."""

    queue_rank: int = UNRANKED
    due_at: datetime | None = None
    due_from: datetime | None = None
    due_metric: str = ""
    due_state: str = ""
    escalated_to: str = ""
    plan_unknown: bool = False


@dataclass(frozen=True, kw_only=True)
class Derived:
    """The priority that a policy derives."""

    ticket_id: int
    number: int
    before: str
    after: str
    reason: str


COLUMNS = [field.name for field in fields(QueuePlace)]
PLACES: LiteralString = """
UPDATE tickets_ticket AS ticket
SET queue_rank = new.queue_rank, due_at = new.due_at, due_from = new.due_from,
    due_metric = new.due_metric, due_state = new.due_state, escalated_to = new.escalated_to,
    plan_unknown = new.plan_unknown, priority = coalesce(new.priority, ticket.priority)
FROM jsonb_to_recordset(%b::jsonb) AS new (
    id bigint, queue_rank bigint, due_at timestamptz, due_from timestamptz, due_metric text,
    due_state text, escalated_to text, plan_unknown boolean, priority text)
WHERE ticket.id = new.id
"""


def set_queue(
    places: dict[int, QueuePlace], derived: Sequence[Derived] = (), *, by: Actor = SYSTEM
) -> None:
    """By the ids of tickets that the caller has locked. It leaves their age: nobody worked on them.

    A place is no change of the ticket and records no fact; a ``derived`` priority is one. Whoever
    gets one has a place among ``places``.
    """
    if not places:
        return
    priorities = {each.ticket_id: each.after for each in derived}
    rows = [
        {"id": pk, **vars(place), "priority": priorities.get(pk)} for pk, place in places.items()
    ]
    execute(PLACES, [orjson.dumps(rows).decode()], prepared=True)
    for each in derived:
        fact = PropertyChanged(
            field="priority",
            number=each.number,
            before=each.before,
            after=each.after,
            reason=each.reason,
        )
        facts.record(fact, by=by)
