"""When two persons turn out to be one, their tickets follow the survivor."""

from uuid import UUID

from django.db import transaction

from clew.tickets.models import Message, Ticket


def move_tickets(*, from_person: UUID, to_person: UUID) -> int:
    """Tickets and messages of one person to another. Returns how many tickets moved."""
    with transaction.atomic():
        Message.objects.filter(person_id=from_person).update(person_id=to_person)
        return Ticket.objects.filter(requester_id=from_person).update(requester_id=to_person)
