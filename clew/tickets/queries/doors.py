"""Who sees which tickets: one predicate for list, search, counts, live updates and API."""

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q

from clew.people.models import ApiToken, Environment, Scope, Staff
from clew.tickets.models import Attachment, Ticket
from clew.tickets.models.tickets import TicketQuerySet

Reader = Staff | AnonymousUser | ApiToken  # who asks


def may_read(reader: Reader) -> bool:
    if isinstance(reader, ApiToken):
        return reader.revoked_at is None and reader.scope in {Scope.ADMIN, Scope.AGENT}
    return reader.is_authenticated and reader.is_active


def tickets_readable_by(reader: Reader) -> TicketQuerySet:
    """In every environment. All staff read everything (light agents too); strangers nothing."""
    return Ticket.objects.all() if may_read(reader) else Ticket.objects.none()


def tickets_visible_to(reader: Reader, environment: Environment) -> TicketQuerySet:
    return tickets_readable_by(reader).filter(environment=environment)


def ticket_for(reader: Reader, number: int) -> Ticket:
    """With what a ticket page shows. Raises Ticket.DoesNotExist, also for what is hidden."""
    related = ("environment", "requester", "account__type", "team", "assignee")
    return tickets_readable_by(reader).select_related(*related).get(number=number)


def attachment_for(reader: Reader, secret: str) -> Attachment:
    """A file on a ticket the reader sees, or one still waiting for its message."""
    visible = Q(message__isnull=True) | Q(message__ticket__in=tickets_readable_by(reader))
    if not may_read(reader) or "\x00" in secret:
        raise Attachment.DoesNotExist
    return Attachment.objects.filter(visible).get(secret=secret)


def attachment_by_secret(secret: str) -> Attachment:
    """For customers: knowing the secret is the permission. Files on notes have no such door."""
    if "\x00" in secret:
        raise Attachment.DoesNotExist
    shown = Q(message__isnull=True) | Q(message__public=True)
    return Attachment.objects.filter(shown).get(secret=secret)
