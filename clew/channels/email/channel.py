"""Replies by email: for tickets that came by mail, and for others whose address is known."""

from collections.abc import Sequence

from clew.channels.email import addressing, transport
from clew.channels.email.compose import compose
from clew.tickets.models import Delivery, Message, Ticket


class EmailChannel:
    name = "email"
    label = "Email"

    def addresses(self, ticket: Ticket, message: Message) -> Sequence[str]:  # noqa: ARG002
        """The requester's address, if one is known, and customers who follow the ticket."""
        followers = ticket.followers.filter(staff__isnull=True).values_list("email", flat=True)
        wanted = [requester_address(ticket), *followers]
        return list(
            {each.lower(): each for each in wanted if addressing.is_deliverable(each)}.values()
        )

    def deliver(self, delivery: Delivery) -> None:
        transport.send(compose(delivery), name=str(delivery.stable_id))


def requester_address(ticket: Ticket) -> str:
    """Where the one who opened the ticket asked to be answered, "" if nowhere.

    Somebody whose identity is not verified may claim to be a person they are not: the address
    they typed then counts more than the one that person is known by.
    """
    typed = str(ticket.context.get("contact_email", ""))
    known = ticket.requester.email
    return (known or typed) if ticket.verified else (typed or known)
