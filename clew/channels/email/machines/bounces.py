"""A bounce on the exact delivery that came back, with the reason in words.

Its proof is the id that only this delivery had, or the proof in the address the envelope came
from. It never wakes a ticket, and nothing answers it.
"""

import re
from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

from clew.channels.email import addressing
from clew.channels.email.intake.storing import bytes_of
from clew.channels.email.machines.nature import Bounce, FailedRecipient
from clew.channels.email.machines.status_words import reason_in_words
from clew.channels.email.models import InboundMail
from clew.core import clock
from clew.people.notifications import mails
from clew.tickets.actions.bouncing import mark_bounced, note_on_delivery
from clew.tickets.models import Delivery, DeliveryState, Ticket

STABLE_ID = re.compile(
    r"^([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})@", re.IGNORECASE
)
OUR_TAG = re.compile(rb"[\w.=-]{1,64}\+t\d{1,18}-[0-9a-f]{16}@[\w.-]{1,255}", re.IGNORECASE)
RETURN_PATH = re.compile(rb"^Return-Path:([^\r\n]*)", re.IGNORECASE | re.MULTILINE)
READ_AT_MOST = 100_000  # bytes of a report: the addresses of what came back stand in its headers
REMEMBERED = timedelta(days=10)  # servers give up after five
ARRIVED = {"delivered", "relayed", "expanded"}


def note_bounce(mail: InboundMail, bounce: Bounce) -> Ticket | None:
    """The ticket of the message that came back; None when it is nothing of ours, or forged."""
    stable_id = _stable_id(bounce.original_id)
    if stable_id is not None:
        found = Delivery.objects.select_related("message__ticket").filter(stable_id=stable_id)
        if delivery := found.first():
            _note(delivery, bounce)
            return delivery.message.ticket
        mails.note_returned(stable_id, f"It came back. {_reason(bounce.recipients)}")
        return None
    by_ticket = list(_of_ticket(mail, bounce))
    for delivery in by_ticket:
        _note(delivery, bounce)
    return by_ticket[0].message.ticket if by_ticket else None


def _note(delivery: Delivery, bounce: Bounce) -> None:
    told = _about(delivery.address, bounce.recipients)
    if told is None:
        # It went on from there: whom we wrote to may well have it.
        others = ", ".join(each.address for each in bounce.recipients if each.address)
        words = f"It was passed on to {others}, and came back. {_reason(bounce.recipients)}"
        note_on_delivery(delivery=delivery, words=words)
    elif told.action == "delayed":
        reason = _reason([told])
        note_on_delivery(delivery=delivery, words=f"Delayed: they still try. {reason}")
    elif told.action not in ARRIVED:
        mark_bounced(delivery=delivery, reason=_reason([told]))


def _about(address: str, recipients: list[FailedRecipient]) -> FailedRecipient | None:
    """What was said of this address; what names nobody is about the only one it went to."""
    wanted = {address.lower(), addressing.in_ascii(address).lower()}
    for each in recipients:
        if each.address.lower() in wanted:
            return each
    named = [each for each in recipients if each.address]
    if named:
        return None
    return recipients[0] if recipients else FailedRecipient(address, "failed", "", "")


def _reason(recipients: list[FailedRecipient]) -> str:
    told = recipients[0] if recipients else FailedRecipient("", "failed", "", "")
    return reason_in_words(told.status, told.said)


def _stable_id(original_id: str) -> UUID | None:
    found = STABLE_ID.match(original_id)
    return UUID(found[1]) if found else None


def _of_ticket(mail: InboundMail, bounce: Bounce) -> Iterator[Delivery]:
    """By the ticket's own address, when a server on the way gave the mail another id.

    Everybody on a ticket knows that address, so it counts only in what no person can send from a
    mail program: mail with an empty sender.
    """
    raw = bytes_of(mail)[:READ_AT_MOST]
    number = _number(mail, raw) if _has_no_sender(mail, raw) else None
    if number is None:
        return
    sent = Delivery.objects.select_related("message__ticket").filter(
        message__ticket__number=number,
        channel="email",
        state=DeliveryState.SENT,
        sent_at__gt=clock.now() - REMEMBERED,
    )
    for each in bounce.recipients:
        if each.address:
            newest = sent.filter(address__iexact=each.address).order_by("-sent_at", "-pk")
            yield from newest[:1]


def _has_no_sender(mail: InboundMail, raw: bytes) -> bool:
    """A mailbox knows it only from the topmost header that its own server wrote."""
    if mail.envelope_from is not None:
        return mail.envelope_from == ""
    written = RETURN_PATH.search(raw)
    return written is not None and written[1].strip() == b"<>"


def _number(mail: InboundMail, raw: bytes) -> int | None:
    written = [found.group().decode() for found in OUR_TAG.finditer(raw)]
    recipients = [str(each) for each in mail.envelope_to]
    numbers = (addressing.ticket_number(each) for each in [*recipients, *written])
    return next((number for number in numbers if number is not None), None)
