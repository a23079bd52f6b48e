"""Raw bytes into the database, before anybody is told that we have them."""

import hashlib
import ipaddress
from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.db import IntegrityError, transaction

from clew.channels.email.addressing import one_line
from clew.channels.email.intake.queueing import process_soon
from clew.channels.email.models import InboundMail, Mailbox
from clew.channels.email.trust.verdict import Verdict
from clew.channels.email.vocabulary import Outcome
from clew.core import clock
from clew.tickets.queries.messages import original_of

BEGINNING = 64 * 1024  # bytes kept of a mail that is too large: its headers, and some of its text
MAX_RECIPIENTS = 100  # of the envelope, kept


def store(
    raw: bytes,
    *,
    source: str,
    envelope_from: str | None = None,
    envelope_to: Sequence[str] = (),
    client_ip: str | None = None,
    helo: str = "",
    mailbox: Mailbox | None = None,
    uid_validity: int | None = None,
    uid: int | None = None,
    is_backlog: bool = False,
    received_at: datetime | None = None,
    process: bool = True,
    size: int | None = None,
    verdict: Verdict | None = None,
) -> InboundMail:
    """Committed when this returns, and queued for processing unless ``process`` is False.

    The same UID of the same mailbox again gives the row that is there. Never raises for what the
    bytes are; raises the database's errors, and then nothing was acknowledged. Whoever stores
    many with ``process=False`` calls ``process_soon()`` after the last. ``size``: of the mail
    whole, when only its beginning was read because it is too large. ``verdict``: what an import
    knows of the sender, who is then not checked again.
    """
    mail = InboundMail(
        source=source,
        envelope_from=None if envelope_from is None else one_line(envelope_from)[:320],
        envelope_to=[one_line(each)[:320] for each in envelope_to][:MAX_RECIPIENTS],
        client_ip=_address(client_ip),
        helo=one_line(helo)[:255],
        mailbox=mailbox,
        uid_validity=uid_validity,
        uid=uid,
        raw=raw,
        size=len(raw) if size is None else size,
        digest=hashlib.sha256(raw).hexdigest(),
        is_backlog=is_backlog,
        received_at=received_at or clock.now(),
        verdict={} if verdict is None else verdict.as_json(),
    )
    _cut_what_is_too_large(mail, raw)
    stored = _insert(mail)
    if process and stored is mail:
        process_soon()
    return stored


def bytes_of(mail: InboundMail) -> bytes:
    """As they came, here or at the mail's message; b"" when the message was deleted with them."""
    if mail.raw is not None:
        return bytes(mail.raw)
    original = original_of(mail.message) if mail.message is not None else None
    return b"" if original is None else bytes(original.content)


def stored_uid(mailbox: Mailbox, uid_validity: int, uid: int) -> InboundMail | None:
    held = InboundMail.objects.filter(mailbox=mailbox, uid_validity=uid_validity, uid=uid)
    return held.first()


def _insert(mail: InboundMail) -> InboundMail:
    try:
        with transaction.atomic(durable=True):
            mail.save(force_insert=True)
    except IntegrityError:
        if mail.mailbox is None or mail.uid is None or mail.uid_validity is None:
            raise
        held = stored_uid(mail.mailbox, mail.uid_validity, mail.uid)
        if held is None:
            raise
        return held
    return mail


def _cut_what_is_too_large(mail: InboundMail, raw: bytes) -> None:
    most = settings.CLEW_MAX_MAIL_BYTES
    if mail.size <= most:
        return
    mail.raw = raw[:BEGINNING]
    mail.outcome, mail.reason = Outcome.FAILED, "too_large"
    mail.said = f"It has {mail.size:,} bytes, and {most:,} are allowed (CLEW_MAX_MAIL_BYTES)."
    mail.next_attempt_at = clock.now()  # not for its text, but for who sent it and what about


def _address(text: str | None) -> str | None:
    try:
        return str(ipaddress.ip_address(text)) if text else None
    except ValueError:
        return None
