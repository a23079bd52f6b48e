"""Telling the customer, once, that their message arrived. An automatic message: nobody's answer."""

from datetime import datetime

from django.db import transaction

from clew.core.actors import SYSTEM
from clew.tickets.actions.deliveries import queue_deliveries
from clew.tickets.actions.messages import post
from clew.tickets.models import AuthorKind, Message, Ticket
from clew.tickets.validation import checked_body

ANSWERS = {"auto": "auto-replied"}  # what a channel says of it to programs


@transaction.atomic
def acknowledge_to_customer(ticket: Ticket, body: str, *, at: datetime) -> Message | None:
    """On a ticket that the caller has locked or just made. None when it was said already."""
    said = Message.objects.filter(
        ticket=ticket, author_kind=AuthorKind.SYSTEM, mail__contains=ANSWERS
    )
    if said.exists():
        return None
    message = Message(
        ticket=ticket,
        public=True,
        author_kind=AuthorKind.SYSTEM,
        author_name=SYSTEM.name,
        body=checked_body(body),
        mail=dict(ANSWERS),
        channel=ticket.channel,
        created_at=at,
    )
    post(ticket, message, attachments=(), by=SYSTEM)
    queue_deliveries(ticket, message)
    return message
