"""Notifications by mail to staff: one at once, or a digest of what is still unread."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from itertools import groupby

import structlog
from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone

from clew.channels.email import addressing, transport
from clew.channels.email.outgoing.speaking import address_for
from clew.core import clock, installation
from clew.core.holding import is_held
from clew.core.jobs import stopping
from clew.people.models import Notification, NotificationMail, Staff
from clew.people.notifications import choices_of, mails
from clew.people.working_hours import zone_named
from clew.tickets.channels import DeliveryError
from clew.tickets.models import Ticket
from clew.tickets.queries import ticket_for, visible_numbers

BATCH = 200  # mails a run sends before it leaves the rest to the next
MOST = 30  # notifications in one digest; the rest is a number
TICKET = re.compile(r"ticket/(\d{1,15})")
SETTINGS = "/settings/notifications"
log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Line:
    text: str
    snippet: str
    url: str
    when: str


def send_notices() -> int:
    """Every mail that is due. Safe to run at any time and twice; returns how many were tried."""
    mails.prepare_due()
    if is_held():
        return 0
    with transport.one_connection():
        for count in range(BATCH):
            mail = None if stopping.is_set() else mails.lease_next()
            if mail is None:
                return count
            _send(mail)
    return BATCH


def _send(mail: NotificationMail) -> None:
    try:
        told = _readable(mail.staff, mails.unread_of(mail))
        if not told:
            mails.mark_dropped(mail)
            return
        transport.send(compose(mail, told), name=str(mail.stable_id))
    except DeliveryError as error:
        mails.mark_failed(mail, str(error), permanent=error.permanent)
    except Exception as error:  # a fault of ours must not stop the mails behind it
        log.exception("notice.fault", mail=mail.pk)
        mails.mark_failed(mail, f"{type(error).__name__}: {error}", permanent=False)
    else:
        mails.mark_sent(mail)


def compose(mail: NotificationMail, told: Sequence[Notification]) -> EmailMessage:
    """Raises DeliveryError when it can never be sent."""
    staff = mail.staff
    if not addressing.is_deliverable(staff.email):
        raise DeliveryError(f"“{staff.email}” is not an email address.", permanent=True)
    message = EmailMessage(policy=SMTP)
    sender = addressing.sender()
    message["From"] = Address(installation.name(), addr_spec=sender.addr_spec)
    message["To"] = Address(addr_spec=addressing.in_ascii(staff.email))
    about = _only_ticket(mail, told)
    if about is not None:
        name = f"Note on #{about.number}"
        note = addressing.note_address(about.number, staff, address_for(about))
        message["Reply-To"] = Address(name, addr_spec=addressing.in_ascii(note))
    message["Subject"] = addressing.one_line(_subject(mail, told))
    message["Message-ID"] = addressing.message_id(mail.stable_id)
    message["Date"] = format_datetime(clock.now())
    message["List-Unsubscribe"] = f"<{settings.CLEW_BASE_URL}{SETTINGS}>"
    message["Auto-Submitted"] = "auto-generated"  # no robot answers a robot
    message["X-Auto-Response-Suppress"] = "All"
    message["X-Clew-Loop"] = addressing.installation()
    context = _context(mail, told) | {"about": about}
    message.set_content(render_to_string("email/notice.txt", context))
    message.add_alternative(render_to_string("email/notice.html", context), subtype="html")
    return message


def _subject(mail: NotificationMail, told: Sequence[Notification]) -> str:
    if not mail.digest or len(told) == 1:
        return told[0].text
    return f"{len(told)} unread notifications"


def _only_ticket(mail: NotificationMail, told: Sequence[Notification]) -> Ticket | None:
    """What answering it is a note on; of several, an answer would belong to none."""
    subjects = {each.subject for each in told}
    found = TICKET.fullmatch(subjects.pop()) if len(subjects) == 1 else None
    return ticket_for(mail.staff, int(found[1])) if found else None


def _context(mail: NotificationMail, told: Sequence[Notification]) -> dict[str, object]:
    staff, shown = mail.staff, told[:MOST]
    with timezone.override(zone_named(staff.time_zone)):
        snippets = choices_of(staff).snippets
        by_kind = sorted(shown, key=lambda each: each.kind)
        groups = [
            (group[0].get_kind_display(), [_line(each, snippets=snippets) for each in group])
            for group in (list(rows) for _, rows in groupby(by_kind, key=lambda each: each.kind))
        ]
    return {
        "groups": groups,
        "digest": mail.digest,
        "more": len(told) - len(shown),
        "list_url": f"{settings.CLEW_BASE_URL}/notifications",
        "settings_url": f"{settings.CLEW_BASE_URL}{SETTINGS}",
    }


def _line(row: Notification, *, snippets: bool) -> Line:
    here = timezone.localtime(row.at)
    many = f" ({row.count})" if row.count > 1 else ""
    snippet = row.snippet if snippets else ""
    url = f"{settings.CLEW_BASE_URL}{row.url}"
    return Line(f"{row.text}{many}", snippet, url, f"{here.day} {here:%b, %H:%M}")


def _readable(staff: Staff, rows: Sequence[Notification]) -> list[Notification]:
    """Without tickets that they may not read any more."""
    numbers = {row.pk: int(found[1]) for row in rows if (found := TICKET.fullmatch(row.subject))}
    seen = visible_numbers(staff, set(numbers.values())) if numbers else set()
    return [row for row in rows if row.pk not in numbers or numbers[row.pk] in seen]
