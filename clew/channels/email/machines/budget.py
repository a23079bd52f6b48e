"""How much Clew writes by itself: programs answer programs, and no loop may live."""

from datetime import timedelta

from clew.channels.email import addressing
from clew.channels.email.machines.headers import is_unread
from clew.channels.email.models import Unsubscribed
from clew.channels.email.options import AUTOMATIC_PER_DAY, AUTOMATIC_PER_TICKET
from clew.core import clock
from clew.tickets.models import AuthorKind, Delivery, Ticket
from clew.tickets.queries.automatic import automatic_deliveries

DAY = timedelta(days=1)


def may_send_automatic(address: str, ticket: Ticket) -> bool:
    """Whether one more automatic mail of this ticket may go there. At most three statements."""
    if not addressing.is_deliverable(address) or is_unread(address) or addressing.is_ours(address):
        return False
    since = clock.now() - DAY
    of_ticket = Delivery.objects.filter(
        message__ticket=ticket,
        message__author_kind=AuthorKind.SYSTEM,
        address__iexact=address,
        created_at__gt=since,
    )
    if of_ticket.count() >= AUTOMATIC_PER_TICKET.value():
        return False
    sent = automatic_deliveries([address], since=since)
    return sum(sent.values()) < AUTOMATIC_PER_DAY.value() and not _wants_nothing(address, ticket)


def _wants_nothing(address: str, ticket: Ticket) -> bool:
    """Not of this ticket, or not of any."""
    said = Unsubscribed.objects.filter(address=address.lower())
    return said.filter(ticket=ticket).exists() or said.filter(ticket=None).exists()
