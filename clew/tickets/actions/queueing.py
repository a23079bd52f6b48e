"""A ticket's place in the queue, worked out by routing and kept on its row."""

from dataclasses import asdict, dataclass, fields
from datetime import datetime

from clew.tickets.models import Ticket
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


def set_queue(places: dict[int, QueuePlace]) -> None:
    """By the tickets' ids. Not a change of the ticket: it records no fact and leaves its age."""
    tickets = [Ticket(pk=pk, **asdict(place)) for pk, place in places.items()]
    Ticket.objects.bulk_update(tickets, COLUMNS, batch_size=1000)
