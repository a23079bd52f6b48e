"""Doors to mailboxes: for admins and admin tokens."""

from django.db.models import BooleanField, Case, Count, OuterRef, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from clew.channels.email.imap.ownership import is_held
from clew.channels.email.models import InboundMail, Mailbox
from clew.core import clock
from clew.routing.queries.rules import may_keep_rules
from clew.tickets.queries import Reader


def mailboxes_for(reader: Reader, *, removed: bool = False) -> QuerySet[Mailbox]:
    """Each with ``today``, its messages since midnight UTC, and ``is_held``: somebody reads it."""
    if not may_keep_rules(reader):
        return Mailbox.objects.none()
    midnight = clock.now().replace(hour=0, minute=0, second=0, microsecond=0)
    came = InboundMail.objects.filter(mailbox=OuterRef("pk"), received_at__gte=midnight)
    counted = came.order_by().values("mailbox").annotate(count=Count("pk")).values("count")
    found = Mailbox.objects.all() if removed else Mailbox.objects.filter(deleted_at=None)
    held = Case(When(is_held(), then=Value(True)), default=False, output_field=BooleanField())  # noqa: FBT003  Django's
    return found.select_related("team").annotate(today=Coalesce(Subquery(counted), 0), is_held=held)


def mailbox_for(reader: Reader, pk: int, *, removed: bool = False) -> Mailbox:
    """Raises Mailbox.DoesNotExist."""
    return mailboxes_for(reader, removed=removed).get(pk=pk)
