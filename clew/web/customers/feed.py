"""The timeline, a page at a time."""

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import BadRequest
from django.utils import timezone

from clew.core import clock
from clew.events import queries as events
from clew.events.records import Cursor, StoredEvent, Timeline
from clew.people.requests import StaffRequest
from clew.tickets.models import Ticket
from clew.web.customers.members import people_behind
from clew.web.customers.moments import moments, said_who
from clew.web.customers.subject import Subject
from clew.web.customers.tabs import tab_named
from clew.web.customers.text import clean
from clew.web.customers.timeline import days

PAGE = 60  # events


def timeline(request: StaffRequest, subject: Subject) -> dict[str, Any]:
    tab, name = tab_named(request.GET.get("show", "")), request.GET.get("name", "")[:200]
    before = cursor(request.GET.get("before", ""))
    page = events.timeline(subject.whose, kind=tab.kind, name=name, before=before, limit=PAGE)
    opened = _tickets(request, subject, page, before) if tab.slug == "all" and not name else []
    shown = moments(page.events, opened)
    if subject.group is not None:
        shown = said_who(shown, people_behind(request.user, subject, page.events))
    zone = timezone.get_current_timezone()
    today = timezone.localdate(clock.now())
    found = days(shown, zone=zone, today=today, shown=_shown_day(request))
    ended = (found[-1].date if found else today).isoformat()
    after = {"show": tab.slug, "before": str(page.next), "day": ended, "name": name}
    return {
        "subject": subject, "shown": tab, "only": clean(name, 80), "days": found,
        "is_first_page": before is None,
        "newest": newest(page.events),
        "next_url": f"{subject.urls['timeline']}?{urlencode(after)}" if page.next else "",
    }  # fmt: skip


def newer(request: StaffRequest, subject: Subject) -> dict[str, Any]:
    """How many events came since the page was read."""
    tab, since = tab_named(request.GET.get("show", "")), cursor(request.GET.get("since", ""))
    page = events.timeline(subject.whose, kind=tab.kind, limit=PAGE)
    known = (since.timestamp, since.uuid) if since else None
    count = sum(known is None or (e.timestamp, e.uuid) > known for e in page.events)
    feed_url = f"{subject.urls['timeline']}?{urlencode({'show': tab.slug})}"
    return {"count": count, "many": count == PAGE, "feed_url": feed_url}


def cursor(text: str) -> Cursor | None:
    try:
        return Cursor.read(text) if text else None
    except ValueError:
        raise BadRequest("This is not a place in the timeline.") from None


def newest(found: list[StoredEvent]) -> Cursor | None:
    return Cursor(found[0].timestamp, found[0].uuid) if found else None


def _tickets(
    request: StaffRequest, subject: Subject, page: Timeline, before: Cursor | None
) -> list[Ticket]:
    """Those opened between the page's first moment and its last."""
    opened = subject.tickets_for(request.user)
    if before is not None:
        opened = opened.filter(created_at__lt=before.timestamp)
    if page.next is not None:
        opened = opened.filter(created_at__gte=page.next.timestamp)
    return list(opened[:PAGE])


def _shown_day(request: StaffRequest) -> date | None:
    try:
        return date.fromisoformat(request.GET.get("day", ""))
    except ValueError:
        return None
