"""What arrived long ago is forgotten: its words are customers' words."""

from datetime import timedelta

from clew.core import clock
from clew.integrations.webhooks.models import DeliveryState, WebhookDelivery

KEPT = timedelta(days=30)


def forget_old_webhooks() -> None:
    done = [DeliveryState.SENT, DeliveryState.DEAD]
    old = WebhookDelivery.objects.filter(created_at__lt=clock.now() - KEPT, state__in=done)
    old.delete()
