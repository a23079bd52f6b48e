"""The row of a ticket in lists, after messages came from or went to another ticket."""

from datetime import datetime

from clew.tickets.actions.changing import save
from clew.tickets.models import Ticket
from clew.tickets.snippets import snippet_of_message


def refresh_row(ticket: Ticket, *, at: datetime) -> None:
    """On a locked ticket."""
    ticket.message_count = ticket.messages.count()
    newest = ticket.messages.filter(public=True).order_by("-created_at", "-pk").first()
    if newest is not None:
        ticket.snippet = snippet_of_message(newest)
        ticket.last_message_by = newest.author_kind
    save(ticket, "message_count", "snippet", "last_message_by", at=at)
