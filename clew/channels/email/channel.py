"""Replies by email: for tickets that came by mail, and for others whose address is known."""

from collections.abc import Sequence

from clew.channels.email import addressing, transport
from clew.channels.email.compose import compose
from clew.tickets.models import Delivery, Message, Ticket


class EmailChannel:
    name = "email"
    label = "Email"

    def addresses(self, ticket: Ticket, message: Message) -> Sequence[str]:  # noqa: ARG002
        """The ticket's reply address, if it has one, and customers who follow the ticket."""
        followers = [each.email for each in ticket.followers.all() if each.staff_id is None]
        wanted = [requester_address(ticket), *followers]
        return list(
            {each.lower(): each for each in wanted if addressing.is_deliverable(each)}.values()
        )

    def deliver(self, delivery: Delivery) -> None:
        transport.send(compose(delivery), name=str(delivery.stable_id))


def requester_address(ticket: Ticket) -> str:
    """Where the one who opened the ticket asked to be answered, "" if nowhere.

    Today's address of the person counts only as long as the ticket has none, and then the first
    reply fixes it: anybody with the public capture key can change what a person is known by.
    """
    return ticket.reply_address or ticket.requester.email
