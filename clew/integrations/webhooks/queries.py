"""Doors to endpoints and to what was sent there: for admins and admin tokens."""

from django.db.models import Count, DateTimeField, OuterRef, Q, QuerySet, Subquery

from clew.integrations.webhooks.models import DeliveryState, Endpoint, WebhookDelivery
from clew.routing.queries.rules import may_keep_rules
from clew.tickets.queries import Reader

SHOWN = 100  # deliveries on a page


def endpoints_for(reader: Reader, *, deleted: bool = False) -> QuerySet[Endpoint]:
    """Each with ``waiting``, ``dead`` and ``last_sent_at``."""
    if not may_keep_rules(reader):
        return Endpoint.objects.none()
    open_ones = Q(deliveries__state__in=[DeliveryState.WAITING, DeliveryState.FAILED])
    sent = WebhookDelivery.objects.filter(endpoint=OuterRef("pk"), sent_at__isnull=False)
    last = sent.order_by("-pk").values("sent_at")[:1]
    found = Endpoint.objects.all() if deleted else Endpoint.objects.filter(deleted_at=None)
    return found.annotate(
        waiting=Count("deliveries", filter=open_ones),
        dead=Count("deliveries", filter=Q(deliveries__state=DeliveryState.DEAD)),
        last_sent_at=Subquery(last, output_field=DateTimeField()),
    ).order_by("name", "pk")


def endpoint_for(reader: Reader, pk: int, *, deleted: bool = False) -> Endpoint:
    """Raises Endpoint.DoesNotExist."""
    return endpoints_for(reader, deleted=deleted).get(pk=pk)


def deliveries_of(reader: Reader, endpoint: Endpoint) -> list[WebhookDelivery]:
    """Newest first."""
    if not may_keep_rules(reader):
        return []
    return list(endpoint.deliveries.order_by("-pk")[:SHOWN])


def delivery_for(reader: Reader, pk: int) -> WebhookDelivery:
    """Raises WebhookDelivery.DoesNotExist."""
    found = WebhookDelivery.objects.select_related("endpoint")
    return (found if may_keep_rules(reader) else found.none()).get(pk=pk)


def choices() -> list[list[str]]:
    """Where rules can send to: value and label."""
    live = Endpoint.objects.filter(active=True, deleted_at=None)
    return [[str(endpoint.pk), endpoint.name] for endpoint in live]
