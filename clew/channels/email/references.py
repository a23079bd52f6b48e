"""Which earlier mails a reply belongs under, so that mail clients show one conversation."""

import base64
import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from django.db.models import QuerySet

from clew.channels.email.addressing import installation, message_id
from clew.channels.email.models import InboundMail
from clew.core.kept import Given, kept
from clew.tickets.models import Delivery, Message, Ticket

MOST = 10  # ids; relays refuse header lines that grow for ever, and clients need few
MOST_CHARACTERS = 1000  # of all ids together
ID = re.compile(r"[!-;=?-~]{1,250}")  # what is longer, or has spaces, breaks other headers
EPOCH = datetime(1601, 1, 1, tzinfo=UTC)  # what Outlook counts from


def earlier_ids(delivery: Delivery) -> list[str]:
    """Message-IDs of the ticket's mails that this address knows, oldest first.

    What customers wrote has the ids their own programs gave it: a mailbox that finds them again
    shows our answer below the question.
    """
    mails = sorted(_sent_before(delivery) + _received_before(delivery))
    return list(dict.fromkeys(found for _, found in mails))


def _sent_before(delivery: Delivery) -> list[tuple[datetime, str]]:
    rows = kept("mails sent before", _sent).values(
        ticket=delivery.message.ticket_id,
        channel=delivery.channel,
        address=delivery.address,
        before=delivery.message.created_at,
    )
    return [(at, message_id(stable_id, sender)) for at, stable_id, sender in rows]


def _received_before(delivery: Delivery) -> list[tuple[datetime, str]]:
    rows = kept("mails received before", _received).values(
        ticket=delivery.message.ticket_id, before=delivery.message.created_at
    )
    return [(at, f"<{found}>") for at, found in rows if ID.fullmatch(found)]


def _sent() -> QuerySet[Delivery, Any]:
    before = Given("before", Message._meta.get_field("created_at"))
    own = Delivery.objects.filter(
        message__ticket=Given("ticket", Ticket._meta.pk),
        message__created_at__lt=before,
        channel=Given("channel", Delivery._meta.get_field("channel")),
        address__iexact=Given("address", Delivery._meta.get_field("address")),
    )
    return own.values_list("message__created_at", "stable_id", "sender")


def _received() -> QuerySet[InboundMail, Any]:
    before = Given("before", Message._meta.get_field("created_at"))
    public = InboundMail.objects.filter(
        message__ticket=Given("ticket", Ticket._meta.pk),
        message__created_at__lt=before,
        message__public=True,
    )
    return public.values_list("message__created_at", "header_id")


def trimmed(ids: Sequence[str], most: int = MOST, characters: int = MOST_CHARACTERS) -> list[str]:
    """The first, which starts the conversation, and the newest, as many as there is room for."""
    if not ids:
        return []
    newest: list[str] = []
    room = characters - len(ids[0])
    for each in reversed(ids[1:]):
        room -= len(each) + 1
        if room < 0 or len(newest) == most - 1:
            break
        newest.insert(0, each)
    return [ids[0], *newest]


def thread_index(ticket: Ticket) -> str:
    """What Outlook puts conversations together by: the same in each mail of a ticket.

    Six bytes are when it was opened, in units of 2**16 * 100 ns; sixteen are its own.
    """
    units = (ticket.created_at - EPOCH) // timedelta(microseconds=1) * 10
    opened = (units >> 16).to_bytes(6, "big")
    own = uuid5(NAMESPACE_URL, f"{installation()}/{ticket.number}").bytes
    return base64.b64encode(opened + own).decode()
