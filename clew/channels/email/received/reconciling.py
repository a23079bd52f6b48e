"""Whether every mail is accounted for: on the server, stored, read, and somewhere in the end.

What a mailbox has and we do not is fetched again before anybody is told.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict
from datetime import date
from typing import Any

import structlog

from clew.channels.email.imap.counting import fetch_again, on_server
from clew.channels.email.models import InboundMail, Mailbox, MailDay
from clew.channels.email.received.accounting import DAYS, Counts, Where, counted, today
from clew.core import clock
from clew.core.actors import SYSTEM
from clew.people.models import NotificationKind, Role
from clew.people.notifications import notify
from clew.people.staff_queries import active_staff

log = structlog.get_logger(__name__)
Uids = dict[date, set[int]]


def reconcile() -> list[MailDay]:
    """Of the last days, every way in. Returns the days that do not add up. Asks mail servers."""
    there: dict[int, Uids | None] = {}
    missing: dict[Where, int] = {}
    for mailbox in Mailbox.objects.filter(active=True, deleted_at=None):
        there[mailbox.pk] = uids = _asked(mailbox)
        if uids is not None:
            lacking = _fetched_again(mailbox, uids)
            missing |= {(day, mailbox.pk): len(found) for day, found in lacking.items()}
    days = _written(counted(), there, missing)
    wrong = [day for day in days if not adds_up(day)]
    if wrong:
        _tell(wrong)
    return wrong


def adds_up(day: MailDay) -> bool:
    names = Counts.__dataclass_fields__
    return not day.missing and Counts(**{name: getattr(day, name) for name in names}).add_up


def _asked(mailbox: Mailbox) -> Uids | None:
    """None when the server does not answer: that is told on the page of mailboxes."""
    try:
        return on_server(mailbox)
    except Exception:
        log.exception("mail.server_not_counted", mailbox=mailbox.pk)
        return None


def _fetched_again(mailbox: Mailbox, uids: Uids) -> Uids:
    """What is still missing after the server was asked for it once more."""
    lacking = _not_stored(mailbox, uids)
    if lacking:
        try:
            fetch_again(mailbox, sorted(set().union(*lacking.values())))
        except Exception:
            log.exception("mail.not_fetched_again", mailbox=mailbox.pk)
        lacking = _not_stored(mailbox, uids)
    return lacking


def _not_stored(mailbox: Mailbox, uids: Uids) -> Uids:
    rows = InboundMail.objects.filter(mailbox=mailbox, uid_validity=mailbox.uid_validity)
    stored = set(rows.exclude(uid=None).values_list("uid", flat=True))
    lacking = {day: found - stored for day, found in uids.items()}
    return {day: found for day, found in lacking.items() if found}


def _written(
    counts: dict[Where, Counts], there: dict[int, Uids | None], missing: dict[Where, int]
) -> list[MailDay]:
    servers: Counter[Where] = Counter()
    for pk, uids in there.items():
        servers.update({(day, pk): len(found) for day, found in (uids or {}).items()})
    oldest = today().toordinal() - DAYS + 1
    wanted = {*counts, *missing, *(where for where in servers if where[0].toordinal() >= oldest)}
    at, known = clock.now(), {pk for pk, uids in there.items() if uids is not None}
    written = []
    for where in sorted(wanted, key=str):
        day, mailbox = where
        values: dict[str, Any] = {
            **asdict(counts.get(where, Counts())),
            "on_server": servers[where] if mailbox in known else None,
            "missing": missing.get(where, 0),
            "checked_at": at,
        }
        place: dict[str, Any] = {
            "day": day,
            "mailbox_id": mailbox,
        }  # None is a place too: the other ways in
        row, _ = MailDay.objects.update_or_create(**place, defaults=values)
        written.append(row)
    MailDay.objects.filter(missing__gt=0, checked_at__lt=at, mailbox__in=known).update(
        missing=0, checked_at=at
    )
    return written


def _tell(wrong: Iterable[MailDay]) -> None:
    """Once for what is the same."""
    first = min(wrong, key=lambda day: day.day)
    missing = sum(day.missing for day in wrong)
    text = f"{missing} mails are on the server and not here" if missing else "Mail does not add up"
    for admin in active_staff().filter(role__in=[Role.OWNER, Role.ADMIN]):
        notify(
            staff=admin,
            kind=NotificationKind.MAIL,
            subject="mail/reconciliation",
            text=f"{text}, first on {first.day:%-d %B}",
            url="/settings/mail/received",
            at=clock.now(),
            by=SYSTEM,
            key=f"{today()}/{first.day}/{missing}",
        )
