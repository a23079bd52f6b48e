"""What came in and what became of it, by day and way in: the sums that must add up."""

from dataclasses import dataclass, fields
from datetime import UTC, date, timedelta
from typing import Any, Self

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import TruncDate

from clew.channels.email.models import InboundMail
from clew.channels.email.vocabulary import FILED, Outcome
from clew.core import clock
from clew.tickets.models import MessageOriginal

DAYS = 14
COLUMN = {
    Outcome.TICKET: "ticketed",
    Outcome.REPLY: "replies",
    Outcome.SUPPRESSED: "suppressed",
    Outcome.QUARANTINED: "quarantined",
    Outcome.DUPLICATE: "duplicates",
    Outcome.FAILED: "failed",
    "": "waiting",
}


@dataclass
class Counts:
    """``stored`` and ``parsed`` are counted by themselves, not summed up from the others."""

    stored: int = 0
    parsed: int = 0
    ticketed: int = 0
    replies: int = 0
    suppressed: int = 0
    quarantined: int = 0
    duplicates: int = 0
    failed: int = 0
    waiting: int = 0

    @property
    def add_up(self) -> bool:
        became = self.ticketed + self.replies + self.suppressed + self.quarantined + self.duplicates
        return self.parsed == became and self.stored == self.parsed + self.failed + self.waiting

    def __add__(self, other: Self) -> "Counts":
        names = [each.name for each in fields(Counts)]
        return Counts(**{name: getattr(self, name) + getattr(other, name) for name in names})


Where = tuple[date, int | None]  # a day in UTC, and a mailbox; None for the other ways in


def today() -> date:
    return clock.now().date()


def counted(days: int = DAYS) -> dict[Where, Counts]:
    """Of the last days, today among them. One statement, so that mail may come meanwhile."""
    sums = {column: Count("pk", filter=Q(outcome=outcome)) for outcome, column in COLUMN.items()}
    read = Count("pk", filter=~Q(outcome__in=["", Outcome.FAILED]))
    grouped = _recent(days).order_by().values("day", "mailbox_id")
    rows = grouped.annotate(stored=Count("pk"), parsed=read, **sums)
    return {(row.pop("day"), row.pop("mailbox_id")): Counts(**row) for row in rows}


def without_bytes(days: int = DAYS) -> int:
    """Filed mails whose message is there and whose bytes are nowhere. There must be none."""
    kept = Exists(MessageOriginal.objects.filter(message=OuterRef("message")))
    filed = _recent(days).filter(outcome__in=FILED, message__isnull=False, raw__isnull=True)
    return filed.exclude(kept).count()


def _recent(days: int) -> QuerySet[Any]:
    since = clock.now().replace(hour=0, minute=0, second=0, microsecond=0)
    recent = InboundMail.objects.filter(received_at__gte=since - timedelta(days=days - 1))
    return recent.annotate(day=TruncDate("received_at", tzinfo=UTC))
