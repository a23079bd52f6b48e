"""Internal notes that Clew writes by itself, to say what it did and why."""

from datetime import datetime

from clew.core.actors import SYSTEM
from clew.tickets.actions.messages import post
from clew.tickets.models import AuthorKind, Message, Ticket
from clew.tickets.validation import checked_body


def note_by_clew(ticket: Ticket, body: str, *, at: datetime) -> Message:
    """On a locked ticket. Customers never see it."""
    message = Message(
        ticket=ticket,
        public=False,
        author_kind=AuthorKind.SYSTEM,
        author_name=SYSTEM.name,
        body=checked_body(body),
        channel=ticket.channel,
        created_at=at,
    )
    post(ticket, message, attachments=(), by=SYSTEM)
    return message
