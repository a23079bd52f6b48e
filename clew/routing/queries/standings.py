"""Whether the priority of a ticket that came through a door follows its policy."""

from clew.routing.models import Standing
from clew.routing.models.standing import PriorityBy
from clew.tickets.models import Ticket


def is_set_by_hand(ticket: Ticket) -> bool:
    by_hand = Standing.objects.filter(ticket=ticket, priority_by=PriorityBy.PERSON)
    return by_hand.exists()
