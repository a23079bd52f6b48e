"""Mail: whether it can leave, and whether what came was read."""

from collections.abc import Iterator
from datetime import timedelta

from django.conf import settings

from clew.channels.email import transport
from clew.channels.email.models import Mailbox
from clew.channels.email.received import figures
from clew.cli.checks.finding import Finding, bad, fine
from clew.cli.installation import Installation
from clew.tickets.channels import DeliveryError
from clew.tickets.deliveries import stuck_delivery_count

LATE_MAIL = timedelta(minutes=15)
WAITING = "Replies wait and are tried again for a day; then they are given up."


def mail_server(_installation: Installation) -> Iterator[Finding]:
    if not settings.EMAIL_URL:
        folder = settings.CLEW_DATA_DIR / "mail"
        yield fine("Mail", f"EMAIL_URL is not set: replies are written to {folder}")
        return
    try:
        transport.try_sign_in(settings.EMAIL_URL)
    except DeliveryError as error:
        remedy = "Look at host, port, user and password in EMAIL_URL, then restart Clew."
        yield bad("Mail", f"{str(error).rstrip('.')}.", WAITING, remedy)
    else:
        yield fine("Mail", f"sent as {settings.CLEW_MAIL_FROM}")


def deliveries(_installation: Installation) -> Iterator[Finding]:
    if stuck := stuck_delivery_count():
        yield bad(
            "Replies",
            f"{stuck:,} could not be sent.",
            "Their customers wait for an answer that never left.",
            "Settings, Mail, Not sent lists them, with the reason and a button to try again.",
        )


def mailboxes(_installation: Installation) -> Iterator[Finding]:
    for row in Mailbox.objects.filter(active=True, deleted_at=None, failing_since__isnull=False):
        assert row.failing_since is not None
        yield bad(
            "Mailbox",
            f"{row.name or row.user} cannot be read since {row.failing_since:%d %b %H:%M} UTC:"
            f" {row.error.rstrip('.')[:300]}.",
            "What customers write there does not become tickets.",
            "Settings, Mail, Mailboxes has the form and a trial.",
        )


def received_mail(_installation: Installation) -> Iterator[Finding]:
    waiting, failed = figures.waiting(), figures.failed()
    if waiting.oldest > LATE_MAIL:
        minutes = waiting.oldest.total_seconds() / 60
        yield bad(
            "Received mail",
            f"{waiting.count:,} wait to be filed, the oldest for {minutes:.0f} minutes.",
            "They are stored, but nobody sees them yet.",
            "If no server runs, start it; if one does, its log says what it is at.",
        )
    elif failed:
        yield bad(
            "Received mail",
            f"{failed:,} could not be filed.",
            "They are kept, but are no tickets.",
            "Look at Settings, Mail, Received, and read them again from there.",
        )
    else:
        said = f"{waiting.count:,} wait" if waiting.count else "everything is read"
        yield fine("Received mail", said)
