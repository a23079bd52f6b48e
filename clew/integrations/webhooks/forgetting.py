"""What arrived long ago, or never will, is forgotten: its words are customers' words."""

from datetime import timedelta

from django.db.models import Q

from clew.core import clock
from clew.integrations.webhooks.models import DeliveryState, WebhookDelivery

KEPT = timedelta(days=30)


def forget_old_webhooks() -> None:
    done = [DeliveryState.SENT, DeliveryState.DEAD]
    over = Q(state__in=done) | Q(endpoint__active=False) | Q(endpoint__deleted_at__isnull=False)
    WebhookDelivery.objects.filter(over, created_at__lt=clock.now() - KEPT).delete()
