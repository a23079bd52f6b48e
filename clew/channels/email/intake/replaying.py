"""Reading again what failed, because an admin says so."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet

from clew.channels.email.facts import MailReplayed
from clew.channels.email.intake.queueing import process_soon
from clew.channels.email.models import InboundMail
from clew.channels.email.vocabulary import Outcome
from clew.core import clock, facts
from clew.core.actors import Actor
from clew.people.models import Staff


def replay(*, mail: InboundMail, by: Actor) -> bool:
    """Soon, with a fresh set of attempts. False when it did not fail."""
    refuse_others(by)
    with transaction.atomic():
        if not _again(InboundMail.objects.filter(pk=mail.pk), by):
            return False
        about = MailReplayed(mail_id=mail.pk, reason=mail.reason, about=mail.subject, count=1)
        facts.record(about, by=by)
    mail.refresh_from_db(fields=["attempts", "next_attempt_at", "handled_by", "handled_at"])
    process_soon()
    return True


def replay_all(*, reason: str, by: Actor) -> int:
    """Of this reason. Returns how many."""
    refuse_others(by)
    with transaction.atomic():
        count = _again(InboundMail.objects.filter(reason=reason), by)
        if count:
            facts.record(MailReplayed(mail_id=None, reason=reason, about="", count=count), by=by)
    if count:
        process_soon()
    return count


def refuse_others(by: Actor) -> None:
    """Raises PermissionDenied."""
    if by.kind == "staff" and not Staff.objects.get(pk=int(by.id)).is_admin:
        raise PermissionDenied("Owners and admins look after mail. Ask one of them.")


def _again(found: QuerySet[InboundMail], by: Actor) -> int:
    """A mail whose end was cut off stays as it is: there is nothing more to read."""
    now = clock.now()
    failed = found.filter(outcome=Outcome.FAILED).exclude(reason="too_large")
    return failed.update(
        attempts=0,
        leased_until=None,
        next_attempt_at=now,
        handled_by=by.name[:200],
        handled_at=now,
    )
