"""Which earlier mails a reply belongs under, so that mail clients show one conversation."""

from collections.abc import Sequence

from clew.channels.email.addressing import message_id
from clew.tickets.models import Delivery

MOST = 10  # ids; relays refuse header lines that grow for ever, and clients need few


def earlier_ids(delivery: Delivery) -> list[str]:
    """Message-IDs of the ticket's earlier mails to this address, oldest first."""
    rows = Delivery.objects.filter(
        message__ticket=delivery.message.ticket_id,
        channel=delivery.channel,
        address__iexact=delivery.address,
        message__created_at__lt=delivery.message.created_at,
    ).order_by("message__created_at", "pk")
    return [message_id(stable_id) for stable_id in rows.values_list("stable_id", flat=True)]


def trimmed(ids: Sequence[str], most: int = MOST) -> list[str]:
    """The first, which starts the conversation, and the newest."""
    if len(ids) <= most:
        return list(ids)
    return [ids[0], *ids[-(most - 1) :]]
