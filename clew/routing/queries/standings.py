"""What routing knows of a ticket that came through a door."""

from clew.routing.models import Standing
from clew.routing.models.standing import PriorityBy
from clew.tickets.models import Ticket


def standing_of(ticket: Ticket) -> Standing | None:
    """None until the ticket's facts have been read for the first time."""
    return Standing.objects.filter(ticket=ticket).first()


def is_set_by_hand(ticket: Ticket) -> bool:
    by_hand = Standing.objects.filter(ticket=ticket, priority_by=PriorityBy.PERSON)
    return by_hand.exists()
