"""A mail that could not be read or filed: kept, tried again, and shown to admins in the end."""

import contextlib
from datetime import timedelta

from django.db import transaction

from clew.channels.email.intake.understanding import summarise_headers
from clew.channels.email.models import InboundMail
from clew.channels.email.parsing.isolated import ParsingError, parse_isolated
from clew.channels.email.vocabulary import FILED, REASONS, Outcome
from clew.core import clock
from clew.core.actors import SYSTEM
from clew.people.models import NotificationKind, Role
from clew.people.notifications import notify
from clew.people.staff_queries import active_staff

# Waits before attempts 2 to 5 after a fault of ours: a database's bad second, then a bad night.
WAITS = [timedelta(seconds=10), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=3)]
READ_AGAIN = [timedelta(minutes=1)]  # the same bytes will hardly read better the third time
MOST = len(WAITS) + 1
DIED = "Clew stopped while it read this mail, {} times."


def note_failure(mail: InboundMail, reason: str, said: str) -> None:
    waits = WAITS if reason == "fault" else READ_AGAIN
    wait = waits[mail.attempts - 1] if mail.attempts <= len(waits) else None
    now = clock.now()
    values = {
        "outcome": Outcome.FAILED,
        "reason": reason,
        "said": said.replace("\x00", "")[:2000],
        "next_attempt_at": None if wait is None else now + wait,
        "leased_until": None,
        "processed_at": now,
    }
    with transaction.atomic():
        row = InboundMail.objects.filter(pk=mail.pk)
        failed = row.filter(outcome__in=["", Outcome.FAILED]).update(**values)
        if not failed:  # somebody tried to recover it, or settled it in the meantime
            row.exclude(outcome__in=FILED).update(said=values["said"], leased_until=None)
        mail.refresh_from_db()
        if failed and wait is None:
            tell_admins(mail)


def gave_up(mail: InboundMail) -> bool:
    """Whether its readers died under it, each time."""
    if mail.attempts < MOST or mail.leased_until is None:
        return False
    note_failure(mail, "fault", DIED.format(mail.attempts))
    return True


def read_beginning(mail: InboundMail) -> None:
    """Of one that is too large only who sent it, and what about."""
    with contextlib.suppress(ParsingError):  # then it is listed with its size alone
        summarise_headers(mail, parse_isolated(bytes(mail.raw or b"")))
    mail.processed_at, mail.next_attempt_at, mail.leased_until = clock.now(), None, None
    mail.save()
    tell_admins(mail)


def tell_admins(mail: InboundMail) -> None:
    """Once an hour for each reason."""
    now, why = clock.now(), REASONS.get(mail.reason)
    text = "A mail could not be taken in"
    for admin in active_staff().filter(role__in=[Role.OWNER, Role.ADMIN]):
        notify(
            staff=admin,
            kind=NotificationKind.MAIL,
            subject="mail/failed",
            text=f"{text}: {why.title.lower()}" if why else text,
            url="/settings/mail/received?outcome=failed",
            at=now,
            by=SYSTEM,
            key=f"{now:%Y-%m-%d %H}/{mail.reason}",
            snippet=mail.subject or mail.said[:200],
        )
