"""The bell, the list of notifications, and marking them."""

from typing import Any

from django.core.exceptions import BadRequest, ValidationError
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from clew.people import notifications as told
from clew.people.models import NotificationKind
from clew.people.requests import StaffRequest
from clew.tickets.views.answers import Toast
from clew.web.notifications.days import days, readable

MANY = 500  # in one request


@require_GET
def bell(request: StaffRequest) -> HttpResponse:
    """What the bell shows now, and what a desktop notification would say."""
    newest = told.newest_unread(request.user) if request.user.unread_notifications else None
    say = newest and told.choices_of(request.user).desktop and readable(request.user, [newest])
    return render(request, "notifications/bell.html", {"newest": newest if say else None})


@require_GET
def notifications(request: StaffRequest) -> HttpResponse:
    template = "notifications/list.html" if request.htmx else "notifications/page.html"
    return render(request, template, _shown(request))


@require_POST
def read(request: StaffRequest) -> HttpResponse:
    """These, or all; taken back by marking them unread."""
    ids = None if request.POST.get("all") else _ids(request.POST)
    done = told.mark_read(staff=request.user, ids=ids)
    return _marked(request, done, f"{len(done)} marked as read", "/notifications/unread")


@require_POST
def unread(request: StaffRequest) -> HttpResponse:
    ids = _ids(request.POST)
    told.mark_unread(staff=request.user, ids=ids)
    return _marked(request, ids, f"{len(ids)} marked as unread", "/notifications/read")


def _shown(request: StaffRequest) -> dict[str, Any]:
    kind, only = request.GET.get("kind", ""), request.GET.get("only", "")
    try:
        page = told.notifications_of(
            request.user,
            kind=kind,
            unread=only == "unread",
            cursor=request.GET.get("after", ""),
        )
    except ValidationError as error:
        raise BadRequest("after is not a place in this list") from error
    kept = readable(request.user, page.items)
    return {
        "days": days(kept),
        "next": page.next_cursor,
        "kind": kind if kind in NotificationKind.values else "",
        "only": only if only == "unread" else "",
        "kinds": NotificationKind.choices,
    }


def _ids(data: QueryDict) -> list[int]:
    given = data.getlist("id")[:MANY]
    if not given or not all(each.isdecimal() and len(each) < 16 for each in given):  # noqa: PLR2004
        raise BadRequest("id is the number of a notification")
    return [int(each) for each in given]


def _marked(request: StaffRequest, ids: list[int], text: str, undo: str) -> HttpResponse:
    if not request.htmx:
        return redirect("notifications")
    toast = Toast(text).undone_by(undo, id=[str(pk) for pk in ids]) if ids else Toast(text)
    return toast.onto(HttpResponse(status=204))
