"""To whom one mail goes, in whose name, and who else gets the same."""

from clew.channels.email import addressing
from clew.tickets.models import AuthorKind, Delivery, Message


def is_automatic(message: Message) -> bool:
    return message.author_kind == AuthorKind.SYSTEM


def is_copy(delivery: Delivery) -> bool:
    """For a follower: somebody else than who asked."""
    ticket = delivery.message.ticket
    asked = ticket.reply_address or ticket.requester.email
    return delivery.address.lower() != asked.lower()


def author_of(message: Message) -> str:
    """An automatic message is the whole support's."""
    return "" if is_automatic(message) else addressing.one_line(message.author_name)


def others_told(delivery: Delivery) -> list[str]:
    """Each gets a mail of their own; nobody should have to guess who reads along."""
    told = sorted(delivery.message.deliveries.all(), key=lambda each: each.pk)
    return [each.address for each in told if each.channel == delivery.channel and each != delivery]
