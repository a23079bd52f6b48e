"""The outbox of notification mails: who gets one now, under a lease, and what came of it.

A mail is a row before it is sent, and its notifications name it. If the process dies between
sending and marking, it is tried again when the lease ends, under the same stable id.
"""

from collections import defaultdict
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from clew.core import clock
from clew.people.models import Notification, NotificationMail, Staff
from clew.people.notifications.choices import choices_of

LEASE = timedelta(minutes=5)  # the sender must give up sooner than this
BACKOFF = [timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 180, 360)]


def prepare_due() -> int:
    """Turns what is due into mails: one digest a person, and one for each thing told at once."""
    due = Notification.objects.filter(mail_due_at__lte=clock.now(), read_at=None)
    people = due.order_by().values_list("staff", flat=True).distinct()
    return sum(_prepare(pk) for pk in list(people))


@transaction.atomic
def _prepare(staff_id: int) -> int:
    staff = Staff.objects.select_for_update(no_key=True).get(pk=staff_id)
    at, choices = clock.now(), choices_of(staff)
    due = Notification.objects.filter(staff=staff, mail_due_at__lte=at, read_at=None)
    again = choices.not_before(staff, at)
    if again > at:  # their hours changed since
        due.update(mail_due_at=again)
        return 0
    if not staff.is_active:
        due.update(mail_due_at=None)
        return 0
    mails: dict[int, list[int]] = defaultdict(list)  # 0 is the digest
    for pk, in_digest in due.values_list("pk", "mail_in_digest"):
        mails[0 if in_digest else pk].append(pk)
    for key, ids in mails.items():
        mail = NotificationMail.objects.create(
            staff=staff, digest=not key, next_attempt_at=at, created_at=at
        )
        Notification.objects.filter(pk__in=ids).update(mail=mail, mail_due_at=None)
    return len(mails)


@transaction.atomic
def lease_next() -> NotificationMail | None:
    """The mail that is due longest and that nobody else holds, held for us from now on."""
    at = clock.now()
    free = Q(leased_until__isnull=True) | Q(leased_until__lt=at)
    mail = (
        NotificationMail.objects.select_for_update(skip_locked=True, of=("self",))
        .select_related("staff")
        .filter(free, sent_at=None, dropped_at=None, next_attempt_at__lte=at)
        .order_by("next_attempt_at", "pk")
        .first()
    )
    if mail is not None:
        mail.leased_until = at + LEASE
        mail.attempts += 1
        mail.save(update_fields=["leased_until", "attempts"])
    return mail


def unread_of(mail: NotificationMail) -> list[Notification]:
    """What it still has to tell, newest first."""
    return list(mail.notifications.filter(read_at=None).defer("keys").order_by("-at", "-pk"))


def mark_sent(mail: NotificationMail) -> None:
    _end(mail, sent_at=clock.now(), error="")


def mark_dropped(mail: NotificationMail) -> None:
    """Everything in it was read before it went."""
    _end(mail, dropped_at=clock.now(), error="")


def mark_failed(mail: NotificationMail, error: str, *, permanent: bool) -> None:
    """Tried again later; given up when that cannot help any more."""
    if permanent or mail.attempts > len(BACKOFF):
        _end(mail, dropped_at=clock.now(), error=error[:2000])
    else:
        again = clock.now() + BACKOFF[mail.attempts - 1]
        _end(mail, next_attempt_at=again, error=error[:2000])


def note_returned(stable_id: UUID, reason: str) -> bool:
    """The mail with this id came back. False when none has it."""
    mail = NotificationMail.objects.filter(stable_id=stable_id)
    return bool(mail.update(error=reason[:2000]))


def _end(mail: NotificationMail, **values: object) -> None:
    """Unless somebody else sent it while our lease was over."""
    held = NotificationMail.objects.filter(pk=mail.pk, sent_at=None)
    held.update(leased_until=None, **values)
