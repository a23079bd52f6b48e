"""What a reply's mail says, as text and as HTML."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.template.loader import render_to_string

from clew.channels.email.models import MailAddress
from clew.channels.email.options import ACCENT, BRAND, FOOTER, LINKS_LAST
from clew.channels.email.outgoing.colours import readable
from clew.channels.email.outgoing.dressing import dressed
from clew.channels.email.outgoing.file_links import link_to
from clew.channels.email.outgoing.files import Enclosed, with_pictures
from clew.channels.email.outgoing.plain import as_text, wrapped
from clew.channels.email.outgoing.recipients import author_of, is_automatic, is_copy, others_told
from clew.channels.email.outgoing.speaking import sender_of
from clew.channels.email.outgoing.unsubscribing import link as way_out
from clew.tickets.models import Delivery, Message
from clew.tickets.queries.conversation import newest_of_customer
from clew.tickets.rendering import html_of

QUOTED_LINES = 8
QUOTED_WIDTH = 400  # characters of a line
PAPER, NIGHT = "#fdfdfd", "#16191c"  # what the text stands on: neither white nor black


@dataclass(frozen=True)
class LinkedFile:
    name: str
    size: int
    url: str


def content_of(
    delivery: Delivery, address: MailAddress | None, enclosed: Enclosed
) -> tuple[str, str]:
    """The text and the HTML, which say the same."""
    said = _said(delivery, address, enclosed)
    return _text(delivery.message, said), _html(delivery.message, said, enclosed)


def _said(delivery: Delivery, address: MailAddress | None, enclosed: Enclosed) -> dict[str, Any]:
    message, since = delivery.message, delivery.created_at
    leaves = is_automatic(message) or is_copy(delivery)
    quoted = _quoted_before(message, address)
    return {
        "ticket": message.ticket,
        "author": author_of(message) or BRAND.value() or sender_of(address).display_name,
        "signature": _signature(message, address),
        "files": [
            LinkedFile(file.filename, file.size, link_to(file, since=since))
            for file in enclosed.linked
        ],
        "links_end": since + timedelta(days=LINKS_LAST.value()),
        "others": others_told(delivery),
        "way_out": way_out(message.ticket, delivery.address) if leaves else "",
        "automatic": is_automatic(message),
        "what": "automatic mail" if is_automatic(message) else "mail",
        "quoted": quoted,
        "quoted_lines": _first_lines(quoted) if quoted else [],
        "brand": BRAND.value(),
        "footer": FOOTER.value(),
    }


def _text(message: Message, said: dict[str, Any]) -> str:
    others = said["others"]
    written = {
        "text": as_text(message.body),
        "signature": as_text(said["signature"]),
        "footer": as_text(said["footer"]),
        "others": wrapped(f"Also sent to {', '.join(others)}.") if others else [],
        "quoted_lines": [part for line in said["quoted_lines"] for part in wrapped(f"> {line}")],
    }
    return render_to_string("email/reply.txt", said | written)


def _html(message: Message, said: dict[str, Any], enclosed: Enclosed) -> str:
    accent = ACCENT.value()
    light = readable(accent, PAPER)
    looks = {
        "html": dressed(with_pictures(message.body_html, enclosed), link=light),
        "signature_html": dressed(html_of(said["signature"]), link=light),
        "footer_html": dressed(html_of(said["footer"]), link=light),
        "accent": light,
        "accent_at_night": readable(accent, NIGHT),
        "paper": PAPER,
        "night": NIGHT,
    }
    return render_to_string("email/reply.html", said | looks)


def _signature(message: Message, address: MailAddress | None) -> str:
    """As it is when the mail goes: the agent's own, else that of the address."""
    own = message.staff.signature if message.staff else ""
    return own or (address.signature if address else "")


def _quoted_before(message: Message, address: MailAddress | None) -> Message | None:
    """The customer's newest words before this message: enough history to read a reply by.

    Nothing automatic quotes: whoever pretends to be a customer would be sent their words.
    """
    if is_automatic(message) or (address and not address.quotes_history):
        return None
    return newest_of_customer(message.ticket, before=message)


def _first_lines(quoted: Message) -> list[str]:
    lines = quoted.body.strip().splitlines()
    shown = [
        line if len(line) <= QUOTED_WIDTH else f"{line[:QUOTED_WIDTH]}…"
        for line in lines[:QUOTED_LINES]
    ]
    return [*shown, *(["…"] if len(lines) > QUOTED_LINES else [])]
