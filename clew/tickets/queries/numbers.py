"""How many there are, for those who watch over the installation."""

from django.db.models import Count

from clew.tickets.models import Delivery, DeliveryState, Status, Ticket


def status_counts() -> dict[str, int]:
    rows = Ticket.objects.order_by().values_list("status").annotate(Count("pk"))
    return dict.fromkeys(Status.values, 0) | dict(rows)


def delivery_counts() -> dict[str, int]:
    """Of those not sent."""
    states = [DeliveryState.WAITING, DeliveryState.FAILED, DeliveryState.DEAD]
    found = Delivery.objects.filter(state__in=states).order_by()
    rows = found.values_list("state").annotate(Count("pk"))
    return {state.value: 0 for state in states} | dict(rows)
