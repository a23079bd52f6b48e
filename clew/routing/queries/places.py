"""Why a ticket is where it is in the queue."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db.models import Q

from clew.routing.models import Standing
from clew.routing.queueing import due_words
from clew.tickets.models import Ticket
from clew.tickets.queries import Reader, tickets_in

MOST = 1000  # places counted; further down nobody asks


def place_of(ticket: Ticket, at: datetime) -> list[str]:
    """The reasons it was placed by, and how long is left at ``at``. One statement."""
    standing = Standing.objects.filter(ticket=ticket).only("reasons").first()
    said = list(standing.reasons) if standing else ["Not looked at yet"]
    if ticket.due_metric and ticket.due_at:
        said.append(due_words(ticket.due_metric, ticket.due_at, at))
    return said


def place_in(reader: Reader, ticket: Ticket, view_slug: str) -> tuple[int, int] | None:
    """Its place in queue order in a view, and how many tickets that has; None outside of it."""
    try:
        rows = tickets_in(reader, ticket.environment, view_slug).order_by()
    except ValidationError:
        return None
    if not rows.filter(pk=ticket.pk).exists():
        return None
    before = Q(queue_rank__lt=ticket.queue_rank) | Q(queue_rank=ticket.queue_rank, pk__lt=ticket.pk)
    return rows.filter(before)[:MOST].count() + 1, rows[:MOST].count()


def place_words(found: tuple[int, int]) -> str:
    """“3rd of 41 in this view”."""
    place, total = found
    tens, ones = place % 100 // 10, place % 10
    ending = {1: "st", 2: "nd", 3: "rd"}.get(ones, "th") if tens != 1 else "th"
    return f"{place}{ending} of {total}{'+' if total == MOST else ''} in queue order of this view"
