"""A customer's tickets, for staff beside the profile.

There is no door for customers here: the capture key, which is public, merges persons, so being a
person proves nothing. Channels keep what their customers proved themselves.
"""

from dataclasses import dataclass

from django.db.models import Count, Q

from clew.people.models import Group, Person
from clew.tickets.models.tickets import UNSOLVED, TicketQuerySet
from clew.tickets.queries.doors import Reader, tickets_readable_by
from clew.tickets.queries.rows import SHOWN, UNSHOWN


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


def _newest(tickets: TicketQuerySet) -> TicketQuerySet:
    return tickets.select_related(*SHOWN).defer(*UNSHOWN).order_by("-created_at", "-id")
