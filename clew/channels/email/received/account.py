"""The last days of mail as admins see them, and one sentence about them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q

from clew.channels.email.models import InboundMail, Mailbox, MailDay
from clew.channels.email.received.accounting import (
    DAYS,
    Counts,
    Where,
    counted,
    today,
    without_bytes,
)
from clew.channels.email.vocabulary import Outcome
from clew.core import clock
from clew.routing.queries.rules import may_keep_rules
from clew.tickets.queries import Reader

LATE = timedelta(minutes=15)  # a mail that waits longer is worth a word
OTHERS = "SMTP, providers and API"


@dataclass(frozen=True)
class Line:
    """A day, or a way in. ``on_server`` is None where nobody counted."""

    name: str
    counts: Counts
    on_server: int | None
    missing: int
    day: date | None = None
    mailbox: int | None = None

    @property
    def is_right(self) -> bool:
        return self.counts.add_up and not self.missing


@dataclass(frozen=True)
class Account:
    """``lost``: filed, and its bytes are nowhere. ``late``: waits for longer than it should."""

    days: list[Line]
    ways: list[Line]
    total: Counts
    missing: int
    lost: int
    late: int
    failed: int
    checked_at: datetime | None

    @property
    def is_right(self) -> bool:
        return not self.missing and not self.lost and all(line.is_right for line in self.days)


def account_for(reader: Reader) -> Account | None:
    """None for those who may not see it."""
    if not may_keep_rules(reader):
        return None
    counts, since = counted(), today() - timedelta(days=DAYS - 1)
    rows = list(MailDay.objects.filter(Q(day__gte=since) | Q(missing__gt=0)))
    mails = InboundMail.objects.order_by()
    return Account(
        days=_days(counts, rows),
        ways=_ways(counts, rows),
        total=_sum(counts.values()),
        missing=sum(row.missing for row in rows),
        lost=without_bytes(),
        late=mails.filter(outcome="", received_at__lt=clock.now() - LATE).count(),
        failed=mails.filter(outcome=Outcome.FAILED, handled_at=None).count(),
        checked_at=max((row.checked_at for row in rows), default=None),
    )


def _days(counts: dict[Where, Counts], rows: list[MailDay]) -> list[Line]:
    """Newest first, each that had mail."""
    days = sorted({*(day for day, _ in counts), *(row.day for row in rows)}, reverse=True)
    return [
        _line(
            f"{day:%a %-d %b}",
            {where: count for where, count in counts.items() if where[0] == day},
            [row for row in rows if row.day == day],
            day=day,
        )
        for day in days
    ]


def _ways(counts: dict[Where, Counts], rows: list[MailDay]) -> list[Line]:
    """Only where there are several."""
    names: dict[int | None, str] = {None: OTHERS}
    names |= dict(Mailbox.objects.order_by().values_list("pk", "name"))
    used = {*(mailbox for _, mailbox in counts), *(row.mailbox_id for row in rows)}
    return [
        _line(
            name,
            {where: count for where, count in counts.items() if where[1] == pk},
            [row for row in rows if row.mailbox_id == pk],
            mailbox=pk,
        )
        for pk, name in names.items()
        if pk in used
    ]


def _line(
    name: str,
    counts: dict[Where, Counts],
    rows: list[MailDay],
    *,
    day: date | None = None,
    mailbox: int | None = None,
) -> Line:
    on_server = [row.on_server for row in rows if row.on_server is not None]
    return Line(
        name=name,
        counts=_sum(counts.values()),
        on_server=sum(on_server) if on_server else None,
        missing=sum(row.missing for row in rows),
        day=day,
        mailbox=mailbox,
    )


def _sum(counts: Iterable[Counts]) -> Counts:
    return sum(counts, Counts())
