"""Telling somebody, once each thing, and what they have read.

``Staff.unread_notifications`` is counted anew with every change, so that it cannot drift.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils.text import Truncator

from clew.core import clock, live
from clew.core.actors import Actor
from clew.people.models import MailWhen, Notification, NotificationKind, Staff
from clew.people.notifications.choices import choices_of

KEPT = timedelta(days=90)  # after it was read


@transaction.atomic
def notify(
    *,
    staff: Staff,
    kind: str,
    subject: str,
    text: str,
    url: str,
    at: datetime,
    by: Actor,
    key: str = "",
    snippet: str = "",
) -> Notification | None:
    """Tell ``staff``, unless they want no word of this kind; then None.

    ``subject`` is a topic such as ``ticket/42``. ``key`` names what happened (a fact's uuid): the
    same key again changes nothing. Unread ones of a kind about one subject become one row.
    """
    kind, choices = NotificationKind(kind), choices_of(staff)
    wanted = choices.wanted(kind)
    if not staff.is_active or not (wanted.in_app or wanted.mail != MailWhen.OFF):
        return None
    Staff.objects.select_for_update(no_key=True).only("pk").get(pk=staff.pk)
    about = Notification.objects.filter(staff=staff, kind=kind, subject=subject)
    key = key or at.isoformat()
    if known := about.filter(keys__contains=[key]).first():
        return known
    row = about.filter(read_at=None).first() or Notification(
        staff=staff, kind=kind, subject=subject, created_at=at, count=0, shown=False
    )
    row.text, row.snippet = Truncator(text).chars(300), Truncator(snippet).chars(200)
    row.url, row.by_name, row.at = url, by.name[:200], at
    row.keys, row.count = [*row.keys, key], row.count + 1
    row.shown = row.shown or wanted.in_app
    row.mail, row.mail_due_at = None, choices.mail_due(staff, kind, at)
    row.mail_in_digest = wanted.mail == MailWhen.DIGEST
    row.save()
    _count(staff.pk)
    return row


def mark_read(*, staff: Staff, ids: Iterable[int] | None = None) -> list[int]:
    """These of theirs, or all. Returns which were unread, so that it can be undone."""
    unread = Notification.objects.filter(staff=staff, read_at=None)
    return _read(staff, unread if ids is None else unread.filter(pk__in=list(ids)))


def mark_subject_read(*, staff: Staff, subject: str) -> list[int]:
    """Whoever looks at the thing has read what was told about it."""
    return _read(staff, Notification.objects.filter(staff=staff, subject=subject, read_at=None))


@transaction.atomic
def mark_unread(*, staff: Staff, ids: Iterable[int]) -> None:
    """Leaves out one that has a newer unread one of its kind and subject: that says the same."""
    Staff.objects.select_for_update(no_key=True).only("pk").get(pk=staff.pk)
    theirs = Notification.objects.filter(staff=staff)
    taken = set(theirs.filter(read_at=None).values_list("subject", "kind"))
    for row in theirs.filter(pk__in=list(ids)).exclude(read_at=None).order_by("-at"):
        if (row.subject, row.kind) not in taken:
            taken.add((row.subject, row.kind))
            row.read_at = None
            row.save(update_fields=["read_at"])
    _count(staff.pk)


def forget_old() -> None:
    """What was read long ago; the thing itself still has its history."""
    Notification.objects.filter(read_at__lt=clock.now() - KEPT).delete()


@transaction.atomic
def _read(staff: Staff, unread: QuerySet[Notification]) -> list[int]:
    """Nothing to read costs one statement."""
    ids = list(unread.values_list("pk", flat=True))
    if ids:
        now = clock.now()
        Notification.objects.filter(pk__in=ids).update(read_at=now, mail_due_at=None)
        _count(staff.pk)
    return ids


def _count(staff_id: int) -> None:
    unread = Notification.objects.filter(staff=staff_id, read_at=None, shown=True).count()
    Staff.objects.filter(pk=staff_id).update(unread_notifications=unread)
    live.publish([f"notifications/{staff_id}"])
