"""How mail can come in, whether it does, and what to set."""

from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings

from clew.channels.email.intake.listening import LISTENERS
from clew.channels.email.mailboxes.queries import mailboxes_for
from clew.channels.email.models import InboundMail, Source
from clew.channels.email.setup.findings import State
from clew.core import clock
from clew.tickets.queries import Reader

RECENT = timedelta(days=7)


@dataclass(frozen=True)
class WayIn:
    name: str
    icon: str
    state: State
    badge: str
    said: str
    lines: str = ""  # exactly what to set
    url: str = ""


def ways_in(reader: Reader, base_url: str) -> list[WayIn]:
    recent = set(
        InboundMail.objects.filter(received_at__gt=clock.now() - RECENT)
        .order_by()
        .values_list("source", flat=True)
        .distinct()
    )
    return [
        _mailboxes(reader),
        _listener(recent),
        _webhook(recent, base_url),
        _api(recent, base_url),
    ]


def _mailboxes(reader: Reader) -> WayIn:
    boxes = [box for box in mailboxes_for(reader) if box.active]
    failing = [box.name for box in boxes if box.failing_since]
    state: State = "fail" if failing else "ok" if boxes else "unknown"
    badge = (
        f"{len(failing)} cannot be read" if failing
        else f"{len(boxes)} read" if boxes else "None"
    )  # fmt: skip
    said = "Clew reads folders by IMAP. The simplest way: nothing about your mail server changes."
    return WayIn("Mailboxes", "inbox", state, badge, said, url="/settings/mail/mailboxes")


def _listener(recent: set[str]) -> WayIn:
    listens = [each for each in (settings.CLEW_SMTP_LISTEN, settings.CLEW_LMTP_LISTEN) if each]
    came = bool({Source.SMTP, Source.LMTP} & recent)
    problems = "; ".join(each.problem for each in LISTENERS if each.problem)
    return WayIn(
        "SMTP and LMTP",
        "pulse",
        "fail" if problems else _state(set_up=bool(listens), came=came),
        "Cannot listen" if problems else ", ".join(listens) or "Off",
        problems or "Your mail server, or the whole internet, hands mail straight to Clew.",
        "CLEW_SMTP_LISTEN=0.0.0.0:25\nCLEW_SMTP_CERT=/etc/ssl/mail.pem\n"
        "CLEW_SMTP_KEY=/etc/ssl/mail.key",
    )


def _webhook(recent: set[str], base_url: str) -> WayIn:
    is_set = bool(settings.CLEW_INBOUND_MAIL_SECRET)
    return WayIn(
        "Mail provider",
        "hook",
        _state(set_up=is_set, came=Source.WEBHOOK in recent),
        "Secret set" if is_set else "Off",
        "A provider that receives for you posts each mail, signed with a secret you share.",
        f"CLEW_INBOUND_MAIL_SECRET=whsec_…\n# where the provider posts raw MIME to:\n"
        f"{base_url}/mail/inbound/provider",
    )


def _api(recent: set[str], base_url: str) -> WayIn:
    return WayIn(
        "API",
        "code",
        _state(set_up=True, came=Source.API in recent),
        "Ready",
        "A program of yours posts raw mail, with a token of its own.",
        f'curl -H "Authorization: Bearer $TOKEN" -H "Content-Type: message/rfc822" \\\n'
        f"  --data-binary @mail.eml {base_url}/api/v1/inbound/email",
    )


def _state(*, set_up: bool, came: bool) -> State:
    return "ok" if set_up and came else "unknown"
