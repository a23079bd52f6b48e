"""One delivery as a mail: headers, text and HTML alternatives, pictures, files."""

import re
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime

from clew.channels.email import addressing
from clew.channels.email.models import MailAddress
from clew.channels.email.options import RETURN_TO_TICKET
from clew.channels.email.outgoing import files, unsubscribing
from clew.channels.email.outgoing.content import content_of
from clew.channels.email.outgoing.headers import WIRE
from clew.channels.email.outgoing.recipients import author_of, is_automatic, is_copy
from clew.channels.email.outgoing.speaking import fixed_for, sender_of
from clew.channels.email.references import earlier_ids, thread_index, trimmed
from clew.tickets.channels import DeliveryError
from clew.tickets.models import Attachment, Delivery, Ticket

# "Re:" in the languages mail clients write it in, and our own "[#42]".
PREFIX = re.compile(
    r"^\s*(?:(?:re|aw|sv|antw|odp|rif|ref|fwd?|wg|tr)\s*(?:\[\d+\])?\s*:|\[#\d+\])", re.IGNORECASE
)

UNPROVEN = "Your message"


def bare_subject(ticket: Ticket) -> str:
    """Without the "Re:" and the numbers it starts with."""
    subject = addressing.one_line(ticket.subject)
    while found := PREFIX.match(subject):
        subject = subject[found.end() :].strip()
    return subject


def subject_line(delivery: Delivery) -> str:
    """``Re: [#42] Export fails``, whatever "Re:" and numbers the subject already starts with."""
    return f"Re: [#{delivery.message.ticket.number}] {_about(delivery)}".strip()


def compose(delivery: Delivery) -> EmailMessage:
    """The mail of this row, the same at each attempt. Raises DeliveryError if it can never be."""
    if not addressing.is_deliverable(delivery.address):
        raise DeliveryError(f"“{delivery.address}” is not an email address.", permanent=True)
    address = fixed_for(delivery)
    mail = EmailMessage(policy=WIRE)
    _address(mail, delivery, address)
    _thread(mail, delivery)
    _mark_automatic(mail, delivery, address)
    enclosed = files.enclosed(delivery.message)
    text, html = content_of(delivery, address, enclosed)
    mail.set_content(text)
    mail.add_alternative(html, subtype="html")
    _show(mail, enclosed)
    for attachment, content in enclosed.attached:
        _attach(mail, attachment, content)
    _bound(mail, delivery)
    return mail


def return_path_of(mail: EmailMessage) -> str:
    """Where servers send the mail back to: the ticket, so that no bounce loses its way."""
    name = "Reply-To" if RETURN_TO_TICKET.value() else "From"
    return str(mail[name].addresses[0].addr_spec)


def _address(mail: EmailMessage, delivery: Delivery, address: MailAddress | None) -> None:
    ticket = delivery.message.ticket
    sender = sender_of(address)
    author = author_of(delivery.message)
    name = f"{author} ({sender.display_name})" if author else sender.display_name
    back = addressing.in_ascii(addressing.reply_address(ticket.number, address))
    mail["From"] = Address(name, addr_spec=sender.addr_spec)
    mail["To"] = Address(addr_spec=addressing.in_ascii(delivery.address))
    mail["Reply-To"] = Address(sender.display_name, addr_spec=back)
    mail["Subject"] = subject_line(delivery)


def _about(delivery: Delivery) -> str:
    """Nothing automatic carries the words of whom nothing proves: it may go to their victim."""
    ticket = delivery.message.ticket
    is_theirs = ticket.verified or not is_automatic(delivery.message)
    return bare_subject(ticket) if is_theirs else UNPROVEN


def _thread(mail: EmailMessage, delivery: Delivery) -> None:
    ticket = delivery.message.ticket
    mail["Message-ID"] = addressing.message_id(delivery.stable_id, delivery.sender)
    mail["Date"] = format_datetime(delivery.created_at)
    earlier = earlier_ids(delivery)
    if earlier:
        mail["In-Reply-To"] = earlier[-1]
        mail["References"] = " ".join(trimmed(earlier))
    mail["Thread-Topic"] = _about(delivery)
    mail["Thread-Index"] = thread_index(ticket)


def _mark_automatic(mail: EmailMessage, delivery: Delivery, address: MailAddress | None) -> None:
    """So that no robot answers a robot; and a way out, except of answers of people."""
    message = delivery.message
    mail["X-Clew-Loop"] = addressing.installation()
    automatic = is_automatic(message)
    if automatic:
        answers = (message.mail or {}).get("auto") == "auto-replied"
        mail["Auto-Submitted"] = "auto-replied" if answers else "auto-generated"
        mail["X-Auto-Response-Suppress"] = "All"
    if automatic or is_copy(delivery):
        for name, value in unsubscribing.headers(message.ticket, delivery.address, address).items():
            mail[name] = value


def _show(mail: EmailMessage, enclosed: files.Enclosed) -> None:
    """Pictures beside the HTML that names them."""
    html = mail.get_body(("html",))
    for attachment, kind, content in enclosed.shown:
        if isinstance(html, EmailMessage):
            html.add_related(
                content,
                maintype="image",
                subtype=kind.partition("/")[2],
                cid=f"<{files.content_id(attachment)}>",
                filename=addressing.one_line(attachment.filename),
                disposition="inline",
            )


def _attach(mail: EmailMessage, attachment: Attachment, content: bytes) -> None:
    kind, _, subtype = attachment.content_type.partition("/")
    if not re.fullmatch(r"[\w.+-]+", subtype) or kind in {"multipart", "message"}:
        kind, subtype = "application", "octet-stream"
    filename = addressing.one_line(attachment.filename)
    mail.add_attachment(content, maintype=kind, subtype=subtype, filename=filename)


def _bound(mail: EmailMessage, delivery: Delivery) -> None:
    """What stands between the parts is drawn by lot otherwise, at each attempt anew."""
    parts = [part for part in mail.walk() if part.is_multipart()]
    for number, part in enumerate(parts):
        part.set_boundary(f"=_{delivery.stable_id.hex}_{number}")
