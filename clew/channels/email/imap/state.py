"""What a mailbox's row says of itself, and telling admins when it fails and when it is well."""

from datetime import timedelta

from clew.channels.email.imap.troubles import Trouble
from clew.channels.email.models import Mailbox
from clew.core import clock, live
from clew.core.actors import SYSTEM
from clew.people.models import NotificationKind
from clew.people.notifications import notify
from clew.people.staff_queries import active_staff

TOLD_AFTER = timedelta(minutes=10)
TOPIC = "mailboxes"


def note_well(mailbox: Mailbox) -> None:
    """The server answered just now."""
    row = Mailbox.objects.get(pk=mailbox.pk)
    was_failing, was_told = row.failing_since is not None, row.told_at is not None
    row.checked_at, row.failing_since, row.error, row.told_at = clock.now(), None, "", None
    row.save(update_fields=["checked_at", "failing_since", "error", "told_at"])
    if was_told:
        _tell(row, f"Mailbox “{row.name}” is read again", f"well-{row.checked_at.isoformat()}")
    if was_failing or mailbox.checked_at is None:
        live.publish([TOPIC])
    mailbox.checked_at = row.checked_at


def note_trouble(mailbox: Mailbox, trouble: Trouble) -> None:
    row = Mailbox.objects.get(pk=mailbox.pk)
    if row.error != trouble.said or row.failing_since is None:
        row.error = trouble.said
        row.failing_since = row.failing_since or clock.now()
        row.save(update_fields=["error", "failing_since"])
        live.publish([TOPIC])


def tell_of(failing: Mailbox) -> None:
    """Admins, once, when it has lasted. Safe to call again."""
    since, now = failing.failing_since, clock.now()
    if since is None or failing.told_at is not None or now - since < TOLD_AFTER:
        return
    if Mailbox.objects.filter(pk=failing.pk, told_at=None).update(told_at=now):
        words = f"Mailbox “{failing.name}” cannot be read"
        _tell(failing, words, f"failing-{since.isoformat()}", failing.error)


def _tell(mailbox: Mailbox, words: str, key: str, snippet: str = "") -> None:
    for staff in active_staff():
        if staff.is_admin:
            notify(
                staff=staff,
                kind=NotificationKind.MAIL,
                subject=f"mailbox/{mailbox.pk}",
                text=words,
                snippet=snippet,
                url=f"/settings/mail/mailboxes/{mailbox.pk}",
                at=clock.now(),
                by=SYSTEM,
                key=key,
            )
