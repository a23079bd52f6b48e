"""Messages that Clew writes by itself. They are public, and nobody's answer."""

from datetime import datetime

from clew.core.actors import SYSTEM, Actor
from clew.tickets.actions.changing import save
from clew.tickets.actions.deliveries import queue_deliveries
from clew.tickets.actions.messages import post
from clew.tickets.models import AuthorKind, Message, Ticket
from clew.tickets.options import PENDING_REMINDER, PENDING_SOLVED, REMINDER_TEXT
from clew.tickets.validation import checked_body, one_line


def remind_customer(
    ticket: Ticket, *, at: datetime, is_history: bool = False, by: Actor = SYSTEM
) -> Message:
    """On a locked pending ticket, which stays pending: it is solved without an answer.

    History is not delivered.
    """
    message = Message(
        ticket=ticket,
        public=True,
        author_kind=AuthorKind.SYSTEM,
        author_name=SYSTEM.name,
        body=checked_body(reminder_text(ticket)),
        channel=ticket.channel,
        created_at=at,
    )
    post(ticket, message, attachments=(), by=by)
    ticket.pending_reminded_at = at
    save(ticket, "pending_reminded_at", at=at)
    if not is_history:
        queue_deliveries(ticket, message)
    return message


def reminder_text(ticket: Ticket) -> str:
    left = PENDING_SOLVED.value() - PENDING_REMINDER.value()
    days = "1 day" if left == 1 else f"{left} days" if left > 1 else "a while"
    text = REMINDER_TEXT.value() or REMINDER_TEXT.default
    return text.replace("{days}", days).replace("{name}", _name(ticket) or "there")


def _name(ticket: Ticket) -> str:
    """What they called themselves; what we know of them only if they proved who they are."""
    typed = str(ticket.context.get("contact_name", ""))
    return one_line(typed or (ticket.requester.name if ticket.verified else ""))[:100]
