"""Sending a mail to an address of ours, and waiting for it to come in by whichever way."""

import secrets
from datetime import timedelta
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from procrastinate.contrib.django import app

from clew.channels.email import addressing, transport
from clew.channels.email.address_facts import AddressChecked
from clew.channels.email.intake.replaying import refuse_others
from clew.channels.email.models import AddressCheck, MailAddress
from clew.channels.email.outgoing.speaking import sender_of
from clew.channels.email.parsing.parsed import Parsed
from clew.channels.email.setup.dns_findings import findings
from clew.channels.email.setup.explaining import RECEIVER
from clew.channels.email.setup.findings import Finding
from clew.channels.email.trust.authentication_results import read
from clew.channels.email.trust.domains import domain_of
from clew.core import clock, facts, live
from clew.core.actors import Actor
from clew.tickets.channels import DeliveryError

HEADER = "X-Clew-Check"
SENDING = "email.send_check"
TOPIC = "mail-checks"
KEPT = timedelta(days=30)
WORDS = """This is a test that Clew sent to {to}, to see that mail arrives.

Clew takes it in by itself and makes no ticket of it. If you read this in a mailbox, nothing is
wrong yet: go back to the settings page, which says what happened.
"""


def start(*, address: MailAddress | None, by: Actor) -> AddressCheck:
    """Soon, in a job. Without an address it is ``CLEW_MAIL_FROM``'s. Raises ValidationError."""
    refuse_others(by)
    if not settings.EMAIL_URL:
        raise ValidationError("EMAIL_URL is not set, so no mail leaves. Set it, and check again.")
    to = address.address if address else addressing.sender().addr_spec.lower()
    with transaction.atomic():
        AddressCheck.objects.filter(created_at__lt=clock.now() - KEPT).delete()
        check = AddressCheck.objects.create(
            address=address, to=to, token=secrets.token_hex(20), created_at=clock.now()
        )
        fact = AddressChecked(address_id=address.pk if address else 0, address=to)
        facts.record(fact, by=by)
        app.configure_task(SENDING, queue="mail").defer(check_id=check.pk)
    return check


def run_by_id(pk: int) -> None:
    """Nothing when it was removed meanwhile."""
    check = AddressCheck.objects.select_related("address").filter(pk=pk).first()
    if check is not None:
        run(check)


def run(check: AddressCheck) -> None:
    """Sends it, and asks DNS meanwhile. Sent once: a job that runs twice sends nothing more."""
    if check.sent_at is None and not check.send_error:
        check.send_error = _sent(check)
        check.sent_at = None if check.send_error else clock.now()
        check.save(update_fields=["send_error", "sent_at"])
        _tell()
    found = [each.as_json() for each in findings(domain_of(check.to))]
    with transaction.atomic():
        kept = AddressCheck.objects.select_for_update().get(pk=check.pk)
        arrival = [each for each in kept.findings if each["what"] == RECEIVER]
        kept.findings = [*arrival, *found]
        kept.save(update_fields=["findings"])
    _tell()


def note_arrival(parsed: Parsed) -> bool:
    """Whether it is a mail of ours that the setup page waits for: its token is only in there."""
    token = parsed.header(HEADER).strip()
    if not token or "\x00" in token:
        return False
    with transaction.atomic():
        check = AddressCheck.objects.select_for_update().filter(token=token[:40]).first()
        if check is None:
            return False
        if check.received_at is None:
            check.received_at = clock.now()
            seen = receiver_of(parsed).as_json()
            others = [each for each in check.findings if each["what"] != RECEIVER]
            check.findings = [seen, *others]
            check.save(update_fields=["received_at", "findings"])
            _tell()
    return True


def receiver_of(parsed: Parsed) -> Finding:
    """What the server that took it in wrote about our own mail."""
    if parsed.header("X-Spam-Flag").strip().upper() == "YES":
        advice = "Your customers' servers may do the same. Begin with the amber and red lines here."
        return Finding(RECEIVER, "fail", "It was marked as spam on the way.", advice)
    results = read(parsed.header("Authentication-Results"))
    found = {each.method: each.result for each in reversed(results.found)}
    said = ", ".join(f"{name} {found[name]}" for name in ("spf", "dkim", "dmarc") if name in found)
    if not said:
        return Finding(RECEIVER, "unknown", "The server that took it wrote nothing about it.")
    wrote = f"{results.server or 'The server'} found: {said}."
    if "pass" in (found.get("dmarc"), found.get("dkim"), found.get("spf")):
        return Finding(RECEIVER, "ok", wrote)
    advice = "Nothing proves to others that this mail is yours. See SPF and DKIM below."
    return Finding(RECEIVER, "warn", wrote, advice)


def _sent(check: AddressCheck) -> str:
    """What went wrong, in words; "" when the server took it."""
    try:
        transport.send(test_mail(check), name=f"check-{check.pk}")
    except DeliveryError as error:
        return str(error)[:2000]
    return ""


def test_mail(check: AddressCheck) -> EmailMessage:
    mail = EmailMessage(policy=SMTP)
    sender = sender_of(check.address)
    mail["From"] = Address(sender.display_name, addr_spec=sender.addr_spec)
    mail["To"] = Address(addr_spec=addressing.in_ascii(check.to))
    mail["Subject"] = "Test of your mail setup"
    mail["Date"] = clock.now()
    mail["Message-ID"] = f"<check-{check.token[:16]}@{sender.domain}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail["X-Auto-Response-Suppress"] = "All"
    mail[HEADER] = check.token
    mail.set_content(WORDS.format(to=check.to))
    return mail


def _tell() -> None:
    live.publish([TOPIC])
