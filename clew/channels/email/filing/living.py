"""Whether a conversation still goes on, and whether a mail is about the same."""

from datetime import datetime, timedelta

from clew.channels.email.filing.subjects import are_alike
from clew.channels.email.models import InboundMail
from clew.channels.email.options import OLD_THREAD
from clew.tickets.models import Ticket

MOST_SUBJECTS = 50  # of earlier mails on a ticket that are compared


def is_old(ticket: Ticket, at: datetime) -> bool:
    """Solved, or nothing was said in it for days."""
    living = ticket.merged_into or ticket
    if living.is_solved:
        return True
    said = living.messages.filter(public=True).order_by("-created_at")
    newest = said.values_list("created_at", flat=True).first() or living.created_at
    return at - newest > timedelta(days=OLD_THREAD.value())


def is_changed(ticket: Ticket, subject: str) -> bool:
    """Another subject than the ticket's, and than that of each mail on it so far."""
    if are_alike(ticket.subject, subject):
        return False
    earlier = InboundMail.objects.filter(ticket=ticket).order_by("-pk")
    said = earlier.values_list("subject", flat=True)[:MOST_SUBJECTS]
    return not any(each and are_alike(each, subject) for each in said)
