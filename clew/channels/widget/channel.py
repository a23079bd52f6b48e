"""Tickets from inside a product. Replies are read in the widget; nothing is sent to it."""

from collections.abc import Sequence

from clew.tickets.channels import DeliveryError
from clew.tickets.models import Delivery, Message, Ticket


class WidgetChannel:
    name = "widget"
    label = "In-app form"

    def addresses(self, ticket: Ticket, message: Message) -> Sequence[str]:  # noqa: ARG002
        return []

    def deliver(self, delivery: Delivery) -> None:  # noqa: ARG002
        raise DeliveryError("Customers read the widget; nothing is sent to it.", permanent=True)
