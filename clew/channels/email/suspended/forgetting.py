"""Bytes of mail that is on no ticket are not kept for ever; what the lists show is."""

from datetime import timedelta

from django.db import transaction
from django.db.models import QuerySet

from clew.channels.email.models import InboundMail
from clew.channels.email.options import SUSPENDED_BYTES
from clew.channels.email.suspended_facts import SuspendedBytesForgotten
from clew.channels.email.vocabulary import Outcome
from clew.core import clock, facts
from clew.core.actors import SYSTEM

DROPPED_KEPT = 30  # days
GONE = "Its bytes were removed after {} days."


def forget_suspended() -> int:
    """Returns how many lost their bytes. Safe to call at any time."""
    held = InboundMail.objects.filter(raw__isnull=False)
    days = SUSPENDED_BYTES.value()
    dropped = held.filter(outcome=Outcome.SUPPRESSED, handled_at__isnull=False)
    waiting = held.filter(outcome=Outcome.QUARANTINED)
    # Bounces, storms, second deliveries: a stranger's flood must not fill the disk for good.
    waiting |= held.filter(
        outcome__in=[Outcome.SUPPRESSED, Outcome.DUPLICATE], handled_at__isnull=True
    )
    before = clock.now() - timedelta(days=DROPPED_KEPT)
    count = _forget(dropped.filter(handled_at__lt=before), DROPPED_KEPT, dropped=True)
    before = clock.now() - timedelta(days=days)
    return count + _forget(waiting.filter(received_at__lt=before), days, dropped=False)


def _forget(mails: QuerySet[InboundMail], days: int, *, dropped: bool) -> int:
    with transaction.atomic():
        count = mails.update(raw=None, said=GONE.format(days))
        if count:
            facts.record(
                SuspendedBytesForgotten(mails=count, older_than_days=days, dropped=dropped),
                by=SYSTEM,
            )
    return count
