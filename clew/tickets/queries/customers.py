"""A customer's tickets: for staff beside the profile, and for the customer in the widget."""

from dataclasses import dataclass

from django.db.models import Count, Q

from clew.people.models import Group, Person
from clew.tickets.models import Ticket
from clew.tickets.models.tickets import UNSOLVED, TicketQuerySet
from clew.tickets.queries.doors import Reader, tickets_readable_by


@dataclass(frozen=True)
class TicketCounts:
    total: int
    unsolved: int


def tickets_of_person(reader: Reader, person: Person) -> TicketQuerySet:
    """Newest first."""
    return _newest(tickets_readable_by(reader).filter(requester=person))


def tickets_of_account(reader: Reader, group: Group) -> TicketQuerySet:
    """Newest first."""
    return _newest(tickets_readable_by(reader).filter(account=group))


def ticket_counts_of(reader: Reader, customer: Person | Group) -> TicketCounts:
    """In one statement."""
    field = "requester" if isinstance(customer, Person) else "account"
    found = tickets_readable_by(reader).filter(**{field: customer})
    counts = found.aggregate(total=Count("pk"), unsolved=Count("pk", filter=Q(status__in=UNSOLVED)))
    return TicketCounts(**counts)


def customer_tickets(person: Person) -> TicketQuerySet:
    """The customer's own, newest change first. Show only public_messages() of them."""
    return Ticket.objects.filter(requester=person).order_by("-updated_at", "-id")


def customer_ticket_for(person: Person, number: int) -> Ticket:
    """The customer's door. Raises Ticket.DoesNotExist, also for somebody else's ticket."""
    return customer_tickets(person).get(number=number)


def _newest(tickets: TicketQuerySet) -> TicketQuerySet:
    shown = tickets.select_related("requester", "account__type", "team", "assignee")
    return shown.order_by("-created_at", "-id")
