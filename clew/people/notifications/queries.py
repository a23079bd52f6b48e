"""Reads of notifications; everybody reads their own."""

from clew.people.models import Notification, NotificationKind, Staff
from clew.people.pages import Page, page_by

PAGE = 50


def notifications_of(
    staff: Staff, *, kind: str = "", unread: bool = False, cursor: str = "", limit: int = PAGE
) -> Page[Notification]:
    """Newest first. Raises ValidationError for a cursor that is none."""
    found = Notification.objects.filter(staff=staff, shown=True).defer("keys")
    if kind in NotificationKind.values:
        found = found.filter(kind=kind)
    if unread:
        found = found.filter(read_at=None)
    return page_by(found, "at", cursor, limit)


def notification_for(staff: Staff, pk: int) -> Notification:
    """Raises Notification.DoesNotExist, also for somebody else's."""
    return Notification.objects.get(staff=staff, shown=True, pk=pk)


def newest_unread(staff: Staff) -> Notification | None:
    unread = Notification.objects.filter(staff=staff, shown=True, read_at=None)
    return unread.order_by("-at", "-pk").first()
