"""What tests of machines and loops share: a mail that came in, and a reply that went out."""

from typing import Any

from clew.channels.email.models import InboundMail
from clew.channels.email.parsing.parsed import Address, Parsed
from clew.core import clock
from clew.tickets.actions import reply
from clew.tickets.models import Delivery, DeliveryState, Ticket
from tests import cast

ADA = "ada@heron.example"


def parsed(text: str = "Hello", *, sender: str = ADA, name: str = "", **given: Any) -> Parsed:
    given.setdefault("subject", "Export fails")
    return Parsed(from_=Address(name, sender), text=text, reply_text=text, **given)


def came_in(said: Parsed | None = None, **given: Any) -> InboundMail:
    said = said or parsed()
    given.setdefault("raw", b"")
    values = {
        "source": "api",
        "size": 1,
        "digest": "",
        "received_at": clock.now(),
        "from_address": said.from_.address,
        "subject": said.subject,
    }
    return InboundMail.objects.create(**values | given)


def sent_reply(ticket: Ticket | None = None) -> Delivery:
    """As it is once a mail server took it."""
    ticket = ticket or cast.ticket(channel="email")
    message = reply(ticket=ticket, staff=cast.staff(), body="Try the new export.")
    delivery = message.deliveries.get(channel="email")
    delivery.state, delivery.sent_at = DeliveryState.SENT, clock.now()
    delivery.save()
    return delivery
