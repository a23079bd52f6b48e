"""Whether a ticket says that it is escalated, at once; what routing derives later says the same."""

from datetime import datetime

from clew.tickets.actions.changing import save
from clew.tickets.models import Ticket


def mark_escalated(ticket: Ticket, to: str, *, at: datetime) -> None:
    """On a locked ticket. ``to`` is empty when it is no longer escalated. Records no fact."""
    ticket.escalated_to = to
    save(ticket, "escalated_to", at=at)
