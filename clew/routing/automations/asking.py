"""Whether a rule's conditions hold for a ticket. A rule is nobody: it reads every ticket."""

from django.contrib.auth.models import AnonymousUser

from clew.routing.models import Rule
from clew.tickets.conditions import Conditions, parse
from clew.tickets.models import Status, Ticket
from clew.tickets.models.tickets import TicketQuerySet

NOBODY = AnonymousUser()


def conditions_of(rule: Rule) -> Conditions:
    """Raises ValidationError when a field that it asks about is gone."""
    return parse(rule.conditions)


def matching(found: TicketQuerySet, conditions: Conditions) -> TicketQuerySet:
    return found.filter(conditions.q(NOBODY))


def holds(rule: Rule, ticket: Ticket) -> bool:
    """Raises ValidationError when a field that it asks about is gone."""
    return matching(Ticket.objects.filter(pk=ticket.pk), conditions_of(rule)).exists()


def can_change(ticket: Ticket) -> bool:
    return ticket.status != Status.CLOSED
