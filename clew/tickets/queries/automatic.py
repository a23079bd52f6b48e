"""What went out by itself: rules and reminders, never a person."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Count
from django.db.models.functions import Lower

from clew.tickets.models import AuthorKind, Delivery


def automatic_deliveries(addresses: Iterable[str], *, since: datetime) -> dict[str, int]:
    """How many each address was sent, by the address in small letters."""
    wanted = [each.lower() for each in addresses]
    found = Delivery.objects.annotate(to=Lower("address")).filter(to__in=wanted)
    found = found.filter(created_at__gt=since, message__author_kind=AuthorKind.SYSTEM)
    return dict(found.order_by().values_list("to").annotate(Count("pk")))
