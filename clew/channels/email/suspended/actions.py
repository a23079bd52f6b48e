"""Deciding about suspended mail: filing it after all, dropping it, blocking who sent it."""

from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import transaction

from clew.channels.email import addressing
from clew.channels.email.intake.processing import process
from clew.channels.email.intake.replaying import refuse_others
from clew.channels.email.models import BlockedSender, InboundMail
from clew.channels.email.suspended.reasons import SUSPENDING
from clew.channels.email.suspended_facts import (
    MailDropped,
    MailPutBack,
    MailRecovered,
    SenderBlocked,
    SenderUnblocked,
    SuspendedFact,
)
from clew.channels.email.trust.domains import domain_of, in_wire_form
from clew.channels.email.vocabulary import FILED, Outcome
from clew.core import clock, facts
from clew.core.actors import Actor
from clew.people.models import Staff
from clew.people.staff_queries import active_staff

HANDLED = ["handled_by", "handled_at"]
MarkFact = TypeVar("MarkFact", bound=SuspendedFact)


def recover(*, mail: InboundMail, by: Actor, as_sender: str = "") -> bool:
    """Files it now, as if nothing had been suspicious. False when it could not be filed.

    Also what was suppressed: a person may know better than the headers.

    ``as_sender``: the address of whoever really wrote it. The decision is on record before
    anything is read; what then fails leaves the mail where it was, with the reason in ``said``.
    """
    refuse_others(by)
    sender = _checked_sender(as_sender)
    with transaction.atomic():
        _lock(mail)
        before = mail.outcome
        if before not in (Outcome.QUARANTINED, Outcome.SUPPRESSED):
            return before in FILED
        if mail.raw is None:
            raise ValidationError("Its bytes are gone, so it cannot be filed any more.")
        _handled(mail, by)
        facts.record(MailRecovered(**_about(mail), as_sender=sender), by=by)
    process(mail, recovered=True, as_sender=sender)
    mail.refresh_from_db()
    return mail.outcome not in (before, Outcome.QUARANTINED)


def drop(*, mail: InboundMail, by: Actor) -> bool:
    """It is not filed. Its bytes are kept for a while, so that it can be put back."""
    refuse_others(by)
    return _move(mail, Outcome.QUARANTINED, Outcome.SUPPRESSED, by=by, kind=MailDropped)


def put_back(*, mail: InboundMail, by: Actor) -> bool:
    """What was dropped waits again."""
    refuse_others(by)
    return _move(mail, Outcome.SUPPRESSED, Outcome.QUARANTINED, by=by, kind=MailPutBack)


def block(*, pattern: str, by: Actor) -> BlockedSender | None:
    """An address, or ``@domain`` with all below it. None when it is blocked already."""
    refuse_others(by)
    checked = _checked_pattern(pattern)
    with transaction.atomic():
        staff = Staff.objects.filter(pk=int(by.id)).first() if by.kind == "staff" else None
        row, made = BlockedSender.objects.get_or_create(
            pattern=checked, defaults={"by": staff, "created_at": clock.now()}
        )
        if made:
            facts.record(SenderBlocked(pattern=checked), by=by)
    return row if made else None


def unblock(*, pattern: str, by: Actor) -> bool:
    refuse_others(by)
    with transaction.atomic():
        gone, _ = BlockedSender.objects.filter(pattern=pattern.strip().lower()).delete()
        if gone:
            facts.record(SenderUnblocked(pattern=pattern.strip().lower()), by=by)
    return bool(gone)


def _move(
    mail: InboundMail, before: Outcome, after: Outcome, *, by: Actor, kind: type[MarkFact]
) -> bool:
    with transaction.atomic():
        _lock(mail)
        if mail.outcome != before or mail.reason not in SUSPENDING:
            return False
        mail.outcome = after
        _handled(mail, by if after == Outcome.SUPPRESSED else None)
        mail.save(update_fields=["outcome"])
        facts.record(kind(**_about(mail)), by=by)
        return True


def _handled(mail: InboundMail, by: Actor | None) -> None:
    mail.handled_by = by.name[:200] if by else ""
    mail.handled_at = clock.now() if by else None
    mail.save(update_fields=HANDLED)


def _lock(mail: InboundMail) -> None:
    mail.refresh_from_db(from_queryset=InboundMail.objects.select_for_update(of=("self",)))


def _about(mail: InboundMail) -> dict[str, Any]:
    return {
        "mail_id": mail.pk,
        "reason": mail.reason,
        "sender": mail.from_address,
        "about": mail.subject,
    }


def _checked_sender(address: str) -> str:
    sender = address.strip().lower()
    if not sender:
        return ""
    if not addressing.is_deliverable(sender):
        raise ValidationError("Write a whole address, such as ana@heron.example.")
    if addressing.is_ours(sender) or active_staff().filter(email__iexact=sender).exists():
        raise ValidationError("That is one of us. Write the customer's address.")
    return sender


def _checked_pattern(pattern: str) -> str:
    text = pattern.strip().lower()
    if text.startswith("@"):
        domain = in_wire_form(text[1:])
        text = f"@{domain}"
        good = "." in domain and addressing.is_deliverable(f"a{text}")
    else:
        domain, good = domain_of(text), addressing.is_deliverable(text)
    if not good:
        raise ValidationError("Write an address, or a domain such as @spam.example.")
    if addressing.is_ours(text) or f"@{addressing.domain()}".lower() == text:
        raise ValidationError("That is ours. Blocking it would stop our own mail.")
    return text
