"""What a webhook says: the fact as it is on record, and the ticket as the API shows it.

Version 1. Fields are added, never renamed. The words of internal notes go only to an endpoint that
an admin chose to send them to.
"""

from typing import Any

from django.conf import settings

from clew.core.facts import Recorded
from clew.core.models import FactRecord
from clew.tickets.models import Message, Ticket

VERSION = 1
INTERNAL = ("note", "reason", "words", "error")  # words of ours in facts, which customers never see


def payload_of(recorded: Recorded, row: FactRecord, *, with_notes: bool) -> dict[str, Any]:
    number = row.payload.get("number")
    ticket = Ticket.objects.select_related(
        "requester", "account__type", "team", "assignee", "environment"
    ).filter(number=number)
    found = ticket.first() if number is not None else None
    kept = {key: value for key, value in row.payload.items() if with_notes or key not in INTERNAL}
    return {
        "type": row.name,
        "version": VERSION,
        "timestamp": row.recorded_at.isoformat(),
        "data": {
            "id": str(row.uuid),
            "actor": {"kind": recorded.by.kind, "name": recorded.by.name},
            "fact": kept,
            "ticket": ticket_shape(found) if found else None,
            "message": _message(found, row.payload.get("message_id"), with_notes=with_notes),
        },
    }


def ticket_shape(ticket: Ticket) -> dict[str, Any]:
    plain = ("number", "subject", "status", "priority", "severity", "kind", "area", "channel")
    account, team, assignee = ticket.account, ticket.team, ticket.assignee
    return {
        **{name: getattr(ticket, name) for name in plain},
        "url": f"{settings.CLEW_BASE_URL}{ticket.get_absolute_url()}",
        "environment": ticket.environment.name,
        "tags": ticket.tags,
        "fields": ticket.fields,
        "verified": ticket.verified,
        "team": {"slug": team.slug, "name": team.name} if team else None,
        "assignee": {"id": assignee.pk, "name": assignee.name} if assignee else None,
        "requester": {
            "id": str(ticket.requester_id),
            "name": ticket.requester.name,
            "email": ticket.requester.email,
        },
        "account": {"key": account.key, "name": account.display_name, "plan": account.plan}
        if account
        else None,
        "created_at": ticket.created_at.isoformat(),
        "updated_at": ticket.updated_at.isoformat(),
        "solved_at": ticket.solved_at.isoformat() if ticket.solved_at else None,
        "due_at": ticket.due_at.isoformat() if ticket.due_at else None,
    }


def _message(ticket: Ticket | None, pk: int | None, *, with_notes: bool) -> dict[str, Any] | None:
    """A reply that can still be taken back is nobody's to read yet."""
    if ticket is None or pk is None:
        return None
    found = Message.objects.filter(ticket=ticket, pk=pk, releases_at=None).first()
    if found is None:
        return None
    return {
        "id": found.pk,
        "public": found.public,
        "author": {"kind": found.author_kind, "name": found.author_name},
        "body": found.body if found.public or with_notes else None,
        "created_at": found.created_at.isoformat(),
    }
