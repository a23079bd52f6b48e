"""Reads of escalations: nobody gets one of a ticket they may not read."""

from django.db.models import QuerySet

from clew.people.models import Staff
from clew.routing.models import Escalation, EscalationState
from clew.tickets.models import AuthorKind, Ticket
from clew.tickets.queries import tickets_readable_by
from clew.tickets.queries.doors import Reader

Escalations = QuerySet[Escalation, Escalation]


def escalations_of(reader: Reader, ticket: Ticket) -> Escalations:
    """Newest first, without those that were taken back."""
    found = Escalation.objects.filter(ticket=ticket, ticket__in=tickets_readable_by(reader))
    kept = found.exclude(state=EscalationState.UNDONE)
    return kept.select_related("team", "previous_team", "note", "by", "ticket").order_by(
        "-opened_at", "-pk"
    )


def open_escalation(reader: Reader, ticket: Ticket) -> Escalation | None:
    return escalations_of(reader, ticket).filter(state=EscalationState.OPEN).first()


def escalation_for(reader: Reader, number: int, pk: int) -> Escalation:
    """Raises Escalation.DoesNotExist, also for one of a ticket the reader may not read."""
    found = Escalation.objects.filter(ticket__in=tickets_readable_by(reader))
    related = ("ticket__team", "team", "previous_team", "note", "by")
    return found.select_related(*related).get(ticket__number=number, pk=pk)


def customer_knows(escalation: Escalation) -> bool:
    """Somebody of ours has written to the customer since."""
    since = escalation.ticket.messages.filter(created_at__gt=escalation.opened_at, public=True)
    return since.filter(author_kind=AuthorKind.STAFF).exists()


def members_of(escalation: Escalation) -> QuerySet[Staff, Staff]:
    """Who works in the team it was escalated to."""
    return Staff.objects.filter(teams=escalation.team_id, is_active=True)
