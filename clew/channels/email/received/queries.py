"""Doors to every mail that came in: for admins and admin tokens."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from datetime import time as day_time

from django.db.models import Q, QuerySet

from clew.channels.email.models import InboundMail, Mailbox
from clew.channels.email.vocabulary import REASONS, Outcome
from clew.core.ids import id_in
from clew.routing.queries.rules import may_keep_rules
from clew.tickets.queries import Reader

SHOWN = 50
WAITING = "waiting"


@dataclass(frozen=True)
class Asked:
    """What the list is narrowed to; what makes no sense narrows nothing."""

    text: str = ""
    outcome: str = ""
    reason: str = ""
    mailbox: str = ""
    day: str = ""

    def narrowed(self, found: QuerySet[InboundMail]) -> QuerySet[InboundMail]:
        if self.outcome == WAITING:
            found = found.filter(outcome="")
        elif self.outcome in Outcome.values:
            found = found.filter(outcome=self.outcome)
        if self.reason in REASONS:
            found = found.filter(reason=self.reason)
        if (mailbox := id_in(self.mailbox)) is not None:
            found = found.filter(mailbox=mailbox)
        if begins := _day(self.day):
            found = found.filter(received_at__gte=begins, received_at__lt=begins + timedelta(1))
        return found.filter(_says(self.text)) if self.text else found


@dataclass(frozen=True)
class Page:
    mails: list[InboundMail]
    older: str  # "" at the end


def received_for(reader: Reader) -> QuerySet[InboundMail]:
    """Newest first, without the bytes."""
    mails = InboundMail.objects.defer("raw").select_related("ticket", "mailbox")
    found = mails.order_by("-received_at", "-pk")
    return found if may_keep_rules(reader) else found.none()


def received_mail_for(reader: Reader, pk: int) -> InboundMail:
    """Raises InboundMail.DoesNotExist."""
    return received_for(reader).select_related("message").get(pk=pk)


def page_for(reader: Reader, asked: Asked, before: str = "") -> Page:
    found = asked.narrowed(received_for(reader))
    if cursor := _cursor(before):
        at, pk = cursor
        found = found.filter(Q(received_at__lt=at) | Q(received_at=at, pk__lt=pk))
        found = found.filter(received_at__lte=at)  # what the index begins at
    mails = list(found[: SHOWN + 1])
    last = mails[SHOWN - 1] if len(mails) > SHOWN else None
    older = "" if last is None else f"{last.received_at.timestamp():.6f}_{last.pk}"
    return Page(mails[:SHOWN], older)


def mailboxes_for(reader: Reader) -> QuerySet[Mailbox]:
    found = Mailbox.objects.filter(deleted_at=None)
    return found if may_keep_rules(reader) else found.none()


def _day(text: str) -> datetime | None:
    """Its beginning in UTC; None for what is no date."""
    try:
        return datetime.combine(date.fromisoformat(text), day_time(), tzinfo=UTC)
    except ValueError:
        return None


def _says(text: str) -> Q:
    """In an address, the subject or the Message-ID; with or without its brackets."""
    wanted = text.replace("\x00", "").strip()[:200]
    bare = wanted.strip("<>")
    return (
        Q(from_address__icontains=wanted)
        | Q(from_name__icontains=wanted)
        | Q(to__icontains=wanted)
        | Q(subject__icontains=wanted)
        | Q(header_id__icontains=bare)
    )


def _cursor(text: str) -> tuple[datetime, int] | None:
    at, _, pk = text.partition("_")
    try:
        return datetime.fromtimestamp(float(at), tz=UTC), int(pk)
    except (ValueError, OverflowError, OSError):
        return None
