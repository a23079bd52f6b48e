"""A ticket's place in the queue, worked out by routing and kept on its row."""

from dataclasses import dataclass, fields
from datetime import datetime
from typing import LiteralString

import orjson

from clew.core.bulk import execute
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


COLUMNS = [field.name for field in fields(QueuePlace)]
PLACES: LiteralString = """
UPDATE tickets_ticket AS ticket
SET queue_rank = new.queue_rank, due_at = new.due_at, due_from = new.due_from,
    due_metric = new.due_metric, due_state = new.due_state, escalated_to = new.escalated_to,
    plan_unknown = new.plan_unknown
FROM jsonb_to_recordset(%b::jsonb) AS new (
    id bigint, queue_rank bigint, due_at timestamptz, due_from timestamptz, due_metric text,
    due_state text, escalated_to text, plan_unknown boolean)
WHERE ticket.id = new.id
"""


def set_queue(places: dict[int, QueuePlace]) -> None:
    """By the tickets' ids. Not a change of the ticket: it records no fact and leaves its age."""
    rows = [{"id": pk, **vars(place)} for pk, place in places.items()]
    execute(PLACES, [orjson.dumps(rows).decode()])
