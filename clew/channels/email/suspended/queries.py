"""Doors to suspended mail: for admins and admin tokens."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, QuerySet

from clew.channels.email.models import BlockedSender, InboundMail
from clew.channels.email.suspended.reasons import SUSPENDING
from clew.channels.email.vocabulary import REASONS, Outcome, Reason
from clew.routing.queries.rules import may_keep_rules
from clew.tickets.queries import Reader

SHOWN = 100
DROPPED = "dropped"


@dataclass(frozen=True)
class Pile:
    """All suspended mail of one reason."""

    reason: Reason
    count: int


def suspended_for(reader: Reader) -> QuerySet[InboundMail]:
    """What waits for somebody to look, newest first; without the bytes."""
    return _all(reader).filter(outcome=Outcome.QUARANTINED)


def dropped_for(reader: Reader) -> QuerySet[InboundMail]:
    """What somebody dropped and can still be put back."""
    dropped = _all(reader).filter(outcome=Outcome.SUPPRESSED, handled_at__isnull=False)
    return dropped.filter(reason__in=SUSPENDING)


def waiting_count() -> int:
    """For pages that only admins open."""
    return InboundMail.objects.filter(outcome=Outcome.QUARANTINED).count()


def mail_for(reader: Reader, pk: int) -> InboundMail:
    """Suspended or dropped. Raises InboundMail.DoesNotExist."""
    return (suspended_for(reader) | dropped_for(reader)).get(pk=pk)


def mails_for(reader: Reader, pks: Sequence[int]) -> list[InboundMail]:
    """Of these, those that still wait; oldest first, as they would have been filed."""
    return list(suspended_for(reader).filter(pk__in=pks[:SHOWN]).order_by("received_at", "pk"))


def recoverable_for(reader: Reader, pks: Sequence[int]) -> list[InboundMail]:
    """Of these, those that are not filed and could be: suspended or suppressed; oldest first."""
    unfiled = _all(reader).filter(outcome__in=[Outcome.QUARANTINED, Outcome.SUPPRESSED])
    return list(unfiled.filter(pk__in=pks[:SHOWN]).order_by("received_at", "pk"))


def piles_for(reader: Reader) -> list[Pile]:
    counted = (
        suspended_for(reader).order_by("reason").values_list("reason").annotate(count=Count("pk"))
    )
    found = [Pile(REASONS[slug], count) for slug, count in counted if slug in REASONS]
    return sorted(found, key=lambda pile: pile.reason.number)


def blocked_for(reader: Reader) -> QuerySet[BlockedSender]:
    blocked = BlockedSender.objects.select_related("by").order_by("pattern")
    return blocked if may_keep_rules(reader) else blocked.none()


def _all(reader: Reader) -> QuerySet[InboundMail]:
    mails = InboundMail.objects.defer("raw").order_by("-received_at", "-pk")
    return mails if may_keep_rules(reader) else mails.none()
