"""One delivery as a mail: headers, text and HTML alternatives, attachments."""

import re
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from django.core.files.storage import default_storage
from django.template.loader import render_to_string

from clew.channels.email import addressing
from clew.channels.email.references import earlier_ids, trimmed
from clew.core import clock
from clew.tickets.channels import DeliveryError
from clew.tickets.models import Attachment, AuthorKind, Delivery, Message, Ticket
from clew.tickets.pictures import without_pictures, words_for_pictures
from clew.tickets.queries import public_messages
from clew.tickets.rendering import html_of

QUOTED_LINES = 8
# "Re:" in the languages mail clients write it in, and our own "[#42]".
PREFIX = re.compile(
    r"^\s*(?:(?:re|aw|sv|antw|odp|rif|ref|fwd?|wg|tr)\s*(?:\[\d+\])?\s*:|\[#\d+\])", re.IGNORECASE
)


def subject_line(ticket: Ticket) -> str:
    """``Re: [#42] Export fails``, whatever "Re:" and numbers the subject already starts with."""
    subject = addressing.one_line(ticket.subject)
    while found := PREFIX.match(subject):
        subject = subject[found.end() :].strip()
    return f"Re: [#{ticket.number}] {subject}".strip()


def compose(delivery: Delivery) -> EmailMessage:
    """The mail of this row. Raises DeliveryError when it can never be sent."""
    message = delivery.message
    mail = EmailMessage(policy=SMTP)
    _address(mail, delivery)
    _thread(mail, delivery)
    context = _context(delivery)
    mail.set_content(render_to_string("email/reply.txt", context))
    mail.add_alternative(render_to_string("email/reply.html", context), subtype="html")
    for attachment in message.attachments.order_by("pk"):
        _attach(mail, attachment)
    return mail


def _address(mail: EmailMessage, delivery: Delivery) -> None:
    if not addressing.is_deliverable(delivery.address):
        raise DeliveryError(f"“{delivery.address}” is not an email address.", permanent=True)
    ticket = delivery.message.ticket
    sender = addressing.sender()
    author = _author(delivery.message)
    name = f"{author} ({sender.display_name})" if author else sender.display_name
    mail["From"] = Address(name, addr_spec=sender.addr_spec)
    mail["To"] = Address(addr_spec=addressing.in_ascii(delivery.address))
    mail["Reply-To"] = Address(
        sender.display_name, addr_spec=addressing.reply_address(ticket.number)
    )
    mail["Subject"] = subject_line(ticket)
    mail["X-Clew-Loop"] = addressing.installation()
    if delivery.message.author_kind == AuthorKind.SYSTEM:  # no robot answers a robot
        mail["Auto-Submitted"] = "auto-generated"
        mail["X-Auto-Response-Suppress"] = "All"


def _author(message: Message) -> str:
    """An automatic message is the whole support's."""
    is_automatic = message.author_kind == AuthorKind.SYSTEM
    return "" if is_automatic else addressing.one_line(message.author_name)


def _thread(mail: EmailMessage, delivery: Delivery) -> None:
    mail["Message-ID"] = addressing.message_id(delivery.stable_id)
    mail["Date"] = format_datetime(clock.now())
    earlier = earlier_ids(delivery)
    if earlier:
        mail["In-Reply-To"] = earlier[-1]
        mail["References"] = " ".join(trimmed(earlier))


def _context(delivery: Delivery) -> dict[str, object]:
    message = delivery.message
    quoted = _quoted_before(message)
    signature = message.staff.signature if message.staff else ""  # as it is when the mail goes
    lines = quoted.body.strip().splitlines() if quoted else []
    return {
        "ticket": message.ticket,
        "message": message,
        "text": words_for_pictures(message.body),
        "html": without_pictures(message.body_html),
        "author": _author(message),
        "signature": signature,
        "signature_html": html_of(signature) if signature else "",
        "quoted": quoted,
        "quoted_lines": [*lines[:QUOTED_LINES], *(["…"] if len(lines) > QUOTED_LINES else [])],
    }


def _quoted_before(message: Message) -> Message | None:
    """The customer's newest words before this message: enough history to read a reply by."""
    shown = public_messages(message.ticket).exclude(pk=message.pk)
    earlier = shown.filter(author_kind=AuthorKind.CUSTOMER, created_at__lte=message.created_at)
    return earlier.last()


def _attach(mail: EmailMessage, attachment: Attachment) -> None:
    try:
        with default_storage.open(attachment.storage_name) as file:
            content = file.read()
    except OSError as error:
        reason = f"The attachment “{attachment.filename}” cannot be read from storage."
        raise DeliveryError(reason) from error
    kind, _, subtype = attachment.content_type.partition("/")
    if not re.fullmatch(r"[\w.+-]+", subtype) or kind in {"multipart", "message"}:
        kind, subtype = "application", "octet-stream"
    filename = addressing.one_line(attachment.filename)
    mail.add_attachment(content, maintype=kind, subtype=subtype, filename=filename)
