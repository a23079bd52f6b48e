from datetime import UTC, datetime, time, timedelta

import pytest

from clew.core.actors import Actor
from clew.people.models import MailWhen, Notification, NotificationKind
from clew.people.notifications import (
    Choices,
    Wanted,
    mark_read,
    mark_subject_read,
    mark_unread,
    notifications_of,
    notify,
    save_choices,
)
from tests import cast

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 23, 10, 20, tzinfo=UTC)  # a Monday
OFFICE = {day: ["09:00", "17:00"] for day in ("mon", "tue", "wed", "thu", "fri")}


@pytest.fixture
def maya():
    return cast.staff("Maya Lindholm", time_zone="Europe/Berlin", working_hours=OFFICE)


def tell(staff, kind="customer_replied", subject="ticket/42", minutes=0, **more):
    given = {
        "text": "Ada replied",
        "url": "/tickets/42",
        "at": AT + timedelta(minutes=minutes),
        "by": Actor("customer", "1", "Ada"),
    }
    return notify(staff=staff, kind=kind, subject=subject, **(given | more))


def unread(staff):
    staff.refresh_from_db()
    return staff.unread_notifications


def test_several_replies_that_nobody_read_are_one_row_with_a_count(maya):
    for minute in range(3):
        tell(maya, minutes=minute, text=f"Ada replied, {minute}")
    [row] = notifications_of(maya).items
    assert (row.count, row.text, unread(maya)) == (3, "Ada replied, 2", 1)


def test_the_same_thing_told_twice_is_told_once_even_after_it_was_read(maya):
    tell(maya, key="fact-1")
    tell(maya, key="fact-1")
    mark_read(staff=maya)
    tell(maya, key="fact-1")
    [row] = notifications_of(maya).items
    assert row.count == 1
    assert unread(maya) == 0


def test_what_comes_after_reading_is_a_new_row(maya):
    tell(maya)
    mark_subject_read(staff=maya, subject="ticket/42")
    tell(maya, minutes=5)
    assert [row.count for row in notifications_of(maya).items] == [1, 1]
    assert unread(maya) == 1


def test_reading_one_ticket_leaves_the_others_unread(maya):
    tell(maya)
    tell(maya, kind="assigned")
    tell(maya, subject="ticket/43")
    assert unread(maya) == 3
    mark_subject_read(staff=maya, subject="ticket/42")
    assert unread(maya) == 1


def test_marking_as_unread_takes_a_marking_back(maya):
    tell(maya)
    tell(maya, subject="ticket/43", minutes=1)
    ids = mark_read(staff=maya)
    assert len(ids) == 2
    mark_unread(staff=maya, ids=ids)
    assert unread(maya) == 2


def test_nobody_marks_what_others_were_told(maya):
    tell(maya)
    noor = cast.staff("Noor Haddad")
    assert mark_read(staff=noor, ids=[Notification.objects.get().pk]) == []
    assert unread(maya) == 1


def test_a_kind_that_is_off_is_not_told(maya):
    off = Wanted(in_app=False, mail=MailWhen.OFF)
    save_choices(staff=maya, choices=Choices({NotificationKind.ASSIGNED: off}))
    assert tell(maya, kind="assigned") is None
    assert tell(maya, kind="mentioned") is not None


def test_what_is_only_mailed_is_not_in_the_list(maya):
    only_mail = Wanted(in_app=False, mail=MailWhen.AT_ONCE)
    save_choices(staff=maya, choices=Choices({NotificationKind.ASSIGNED: only_mail}))
    row = tell(maya, kind="assigned")
    assert notifications_of(maya).items == []
    assert unread(maya) == 0
    assert row.mail_due_at == AT


@pytest.mark.parametrize(
    ("choices", "at", "due"),
    [
        ({"mail": "at_once"}, "2026-11-23T10:20", "2026-11-23T10:20"),
        ({"mail": "at_once"}, "2026-11-20T20:00", "2026-11-23T08:00"),  # Friday night
        ({"mail": "at_once", "quiet": False}, "2026-11-20T20:00", "2026-11-20T20:00"),
        ({"mail": "digest", "digest": "hourly"}, "2026-11-23T10:20", "2026-11-23T11:00"),
        ({"mail": "digest", "digest": "hourly"}, "2026-11-23T15:20", "2026-11-24T08:00"),
        ({"mail": "digest"}, "2026-11-23T10:20", "2026-11-24T08:30"),  # 09:30 tomorrow
        ({"mail": "digest"}, "2026-11-23T08:29", "2026-11-23T08:30"),
        # The clock goes back between Saturday and Sunday: 09:30 is an hour later in UTC.
        ({"mail": "digest", "quiet": False}, "2026-10-24T08:00", "2026-10-25T08:30"),
        ({"mail": "off"}, "2026-11-23T10:20", None),
    ],
)
def test_when_a_mail_may_go(maya, choices, at, due):
    mail = choices.pop("mail")
    wanted = {NotificationKind.MENTIONED: Wanted(mail=mail)}
    chosen = Choices(wanted, digest_at=time(9, 30), **choices)
    found = chosen.mail_due(maya, "mentioned", datetime.fromisoformat(at).replace(tzinfo=UTC))
    assert (found and found.isoformat()[:16]) == due


def test_what_runs_out_is_mailed_at_once_unless_somebody_says_otherwise():
    assert Choices().wanted(NotificationKind.TARGET_WARNING).mail == MailWhen.AT_ONCE
    assert Choices().wanted(NotificationKind.ASSIGNED).mail == MailWhen.DIGEST
    off = Choices({NotificationKind.TARGET_WARNING: Wanted(mail=MailWhen.OFF)})
    assert off.wanted(NotificationKind.TARGET_WARNING).mail == MailWhen.OFF
