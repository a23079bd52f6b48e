"""Replies that never arrived: given up, or sent back by the other side."""

from dataclasses import dataclass

from django.db.models import Count

from clew.core.actors import Actor
from clew.people.models import Staff
from clew.tickets.actions import retry_delivery
from clew.tickets.models import Delivery, DeliveryState
from clew.tickets.queries import tickets_readable_by

SHOWN = 100
AT_ONCE = 500  # deliveries that one press tries again
CHANNEL = "email"
STATES = (DeliveryState.DEAD, DeliveryState.BOUNCED)


@dataclass(frozen=True)
class Unsent:
    rows: list[Delivery]  # newest first
    dead: int
    bounced: int


def unsent_for(staff: Staff) -> Unsent:
    found = Delivery.objects.filter(state__in=STATES, channel=CHANNEL)
    found = found.filter(message__ticket__in=tickets_readable_by(staff))
    counts = dict(found.order_by().values_list("state").annotate(Count("pk")))
    rows = found.select_related("message__ticket").order_by("-created_at", "-pk")[:SHOWN]
    return Unsent(
        list(rows), counts.get(DeliveryState.DEAD, 0), counts.get(DeliveryState.BOUNCED, 0)
    )


def unsent_delivery_for(staff: Staff, pk: int) -> Delivery:
    """Raises Delivery.DoesNotExist."""
    found = Delivery.objects.filter(state__in=STATES, channel=CHANNEL)
    return found.get(pk=pk, message__ticket__in=tickets_readable_by(staff))


def retry_all(*, staff: Staff, by: Actor) -> int:
    """What was given up. What came back is tried one by one: most of it comes back again."""
    found = Delivery.objects.filter(state=DeliveryState.DEAD, channel=CHANNEL)
    found = found.filter(message__ticket__in=tickets_readable_by(staff))
    rows = found.select_related("message__ticket").order_by("created_at", "pk")[:AT_ONCE]
    return sum(retry_delivery(delivery=row, by=by) for row in rows)
