"""Telling somebody, once each thing, and what they have read.

``Staff.unread_notifications`` is counted anew with every change, so that it cannot drift.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils.text import Truncator

from clew.core import clock, live
from clew.core.actors import Actor
from clew.people.models import MailWhen, Notification, Staff
from clew.people.notifications.choices import Choices, Wanted, choices_of

KEPT = timedelta(days=90)  # after it was read


@dataclass(frozen=True, kw_only=True)
class Word:
    """``subject`` is a topic such as ``ticket/42``. ``key`` names what happened (a fact's uuid):
    the same key again changes nothing.
    """

    kind: str
    subject: str
    text: str
    url: str
    at: datetime
    by: Actor
    key: str = ""
    snippet: str = ""

    @property
    def about(self) -> tuple[str, str]:
        return self.kind, self.subject


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

    Unread ones of a kind about one subject become one row.
    """
    word = Word(
        kind=kind, subject=subject, text=text, url=url, at=at, by=by, key=key, snippet=snippet
    )
    return next(iter(notify_of_many(staff=staff, words=[word])), None)


@transaction.atomic
def notify_of_many(*, staff: Staff, words: Iterable[Word]) -> list[Notification]:
    """As ``notify``, in a few statements; each word is about something else."""
    choices = choices_of(staff)
    wanted = [word for word in words if _is_wanted(choices.wanted(word.kind))]
    if not staff.is_active or not wanted:
        return []
    Staff.objects.select_for_update(no_key=True).only("pk").get(pk=staff.pk)
    told = _told(staff, wanted)
    new: list[Notification] = []
    found: list[Notification] = []
    for word in wanted:
        about, key = told[word.about], word.key or word.at.isoformat()
        known = next((row for row in about if key in row.keys), None)
        if known is None:
            row = next((row for row in about if row.read_at is None), None)
            known = row or Notification(
                staff=staff, kind=word.kind, subject=word.subject, created_at=word.at,
                count=0, shown=False,
            )  # fmt: skip
            _say(known, word, key, choices, staff)
            new.append(known)
        found.append(known)
    if new:
        Notification.objects.bulk_create([row for row in new if row.pk is None])
        for row in (row for row in new if row.count > 1):
            row.save()
        _count(staff.pk)
    return found


def _is_wanted(wanted: Wanted) -> bool:
    return wanted.in_app or wanted.mail != MailWhen.OFF


def _told(staff: Staff, words: list[Word]) -> dict[tuple[str, str], list[Notification]]:
    told: dict[tuple[str, str], list[Notification]] = defaultdict(list)
    for row in Notification.objects.filter(
        staff=staff,
        kind__in={word.kind for word in words},
        subject__in={word.subject for word in words},
    ):
        told[row.kind, row.subject].append(row)
    return told


def _say(row: Notification, word: Word, key: str, choices: Choices, staff: Staff) -> None:
    wanted = choices.wanted(word.kind)
    row.text, row.snippet = Truncator(word.text).chars(300), Truncator(word.snippet).chars(200)
    row.url, row.by_name, row.at = word.url, word.by.name[:200], word.at
    row.keys, row.count = [*row.keys, key], row.count + 1
    row.shown = row.shown or wanted.in_app
    row.mail, row.mail_due_at = None, choices.mail_due(staff, word.kind, word.at)
    row.mail_in_digest = wanted.mail == MailWhen.DIGEST


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


COUNT = """
UPDATE people_staff SET unread_notifications = (
    SELECT count(*) FROM people_notification AS told
    WHERE told.staff_id = people_staff.id AND told.read_at IS NULL AND told.shown
) WHERE id = %s
"""


def _count(staff_id: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(COUNT, [staff_id])
    live.publish([f"notifications/{staff_id}"])
