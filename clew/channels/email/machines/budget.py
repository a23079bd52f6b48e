"""How much Clew writes by itself: programs answer programs, and no loop may live."""

from datetime import timedelta

from django.db.models import Q

from clew.channels.email import addressing
from clew.channels.email.machines.headers import is_unread
from clew.channels.email.models import Unsubscribed
from clew.channels.email.options import AUTOMATIC_PER_DAY, AUTOMATIC_PER_TICKET
from clew.core import clock
from clew.core.options import stored, value_of
from clew.tickets.models import AuthorKind, Delivery, Ticket
from clew.tickets.queries.automatic import automatic_deliveries

DAY = timedelta(days=1)


def may_send_automatic(address: str, ticket: Ticket) -> bool:
    """Whether one more automatic mail of this ticket may go there. Four statements at most."""
    if not addressing.is_deliverable(address) or is_unread(address) or addressing.is_ours(address):
        return False
    values = stored([AUTOMATIC_PER_TICKET.key, AUTOMATIC_PER_DAY.key])
    since = clock.now() - DAY
    of_ticket = Delivery.objects.filter(
        message__ticket=ticket,
        message__author_kind=AuthorKind.SYSTEM,
        address__iexact=address,
        created_at__gt=since,
    )
    if of_ticket.count() >= value_of(AUTOMATIC_PER_TICKET, values):
        return False
    sent = sum(automatic_deliveries([address], since=since).values())
    return sent < value_of(AUTOMATIC_PER_DAY, values) and not _wants_nothing(address, ticket)


def _wants_nothing(address: str, ticket: Ticket) -> bool:
    """Not of this ticket, or not of any."""
    said = Unsubscribed.objects.filter(address=address.lower())
    return said.filter(Q(ticket=ticket) | Q(ticket__isnull=True)).exists()
