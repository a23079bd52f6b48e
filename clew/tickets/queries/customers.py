"""A customer's tickets, for staff beside the profile.

There is no door for customers here: the capture key, which is public, merges persons, so being a
person proves nothing. Channels keep what their customers proved themselves.
"""

from dataclasses import dataclass

from django.db.models import Count, Q

from clew.people.models import Group, Membership, Person
from clew.tickets.models import Ticket
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
    """Newest first: those that are the account's, and those of its people that are nobody's."""
    return _newest(tickets_readable_by(reader).filter(_of_account(group)))


def ticket_counts_of(reader: Reader, customer: Person | Group) -> TicketCounts:
    """In one statement."""
    whose = Q(requester=customer) if isinstance(customer, Person) else _of_account(customer)
    found = tickets_readable_by(reader).filter(whose)
    counts = found.aggregate(total=Count("pk"), unsolved=Count("pk", filter=Q(status__in=UNSOLVED)))
    return TicketCounts(**counts)


def _of_account(group: Group) -> Q:
    """Two reads of an index each, put together: an OR over both would read every ticket."""
    merged = (
        Group.objects.filter(merged_into=group)
        .values("pk")
        .union(Group.objects.filter(pk=group.pk).values("pk"))
    )
    members = Membership.objects.filter(group__in=merged).values("person")
    own = Ticket.objects.order_by().filter(account__in=merged).values("pk")
    loose = Ticket.objects.order_by().filter(account__isnull=True, requester__in=members)
    return Q(pk__in=own.union(loose.values("pk")))


def _newest(tickets: TicketQuerySet) -> TicketQuerySet:
    return tickets.select_related(*SHOWN).defer(*UNSHOWN).order_by("-created_at", "-id")
