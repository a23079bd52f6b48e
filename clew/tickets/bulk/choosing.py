"""Which tickets a bulk action is for: those that were ticked, or all of a view."""

from collections.abc import Sequence

from clew.people.models import Environment
from clew.tickets.models import Ticket
from clew.tickets.models.tickets import TicketQuerySet
from clew.tickets.queries.doors import Reader, tickets_visible_to


def numbered(reader: Reader, environment: Environment, numbers: Sequence[int]) -> TicketQuerySet:
    """Those of them that the reader may read."""
    if not numbers:
        return Ticket.objects.none()
    return tickets_visible_to(reader, environment).filter(number__in=numbers)
