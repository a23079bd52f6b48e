"""What comes back of what was sent: on the delivery, in words, and never on the ticket itself."""

from django.db import transaction

from clew.core import live
from clew.core.actors import SYSTEM
from clew.tickets.actions.deliveries import record_delivery
from clew.tickets.models import Delivery, DeliveryState

MOST = 2000  # characters of a reason


def mark_bounced(*, delivery: Delivery, reason: str) -> bool:
    """It left and came back. False when it never left, or is known to have come back."""
    with transaction.atomic():
        if not _lock_sent(delivery):
            return False
        delivery.state, delivery.error = DeliveryState.BOUNCED, reason[:MOST]
        delivery.save(update_fields=["state", "error"])
        record_delivery(delivery, by=SYSTEM)
        return True


def note_on_delivery(*, delivery: Delivery, words: str) -> bool:
    """It is on its way still, or something is to be known of it. No fact: nothing was decided."""
    with transaction.atomic():
        if not _lock_sent(delivery) or delivery.error == words[:MOST]:
            return False
        delivery.error = words[:MOST]
        delivery.save(update_fields=["error"])
        live.publish([f"ticket/{delivery.message.ticket.number}"])
        return True


def _lock_sent(delivery: Delivery) -> bool:
    rows = Delivery.objects.select_for_update(of=("self",))
    delivery.refresh_from_db(fields=["state", "error"], from_queryset=rows)
    return delivery.state == DeliveryState.SENT
