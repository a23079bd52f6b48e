"""The inbox: a view of tickets, its next rows, and single rows for live updates."""

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_GET

from clew.people.requests import StaffRequest
from clew.people.staff_queries import active_staff
from clew.tickets.forms import NumbersForm
from clew.tickets.models import Status
from clew.tickets.queries import TicketPage, row_page, views_for
from clew.tickets.queries.neighbours import listed
from clew.tickets.views.doors import checked, in_words, view_or_404
from clew.tickets.views.emptiness import emptiness_of

PAGE = 50  # rows
SETTABLE = [choice for choice in Status.choices if choice[0] not in {Status.NEW, Status.CLOSED}]


@require_GET
def inbox(request: StaffRequest, slug: str) -> HttpResponse:
    return render(request, "tickets/inbox/page.html", {
        **_first_page(request, slug),
        "views": views_for(request.user),
        "agents": [staff for staff in active_staff() if staff.can_reply_publicly],
        "statuses": SETTABLE,
    })  # fmt: skip


@require_GET
def whole_list(request: StaffRequest, slug: str) -> HttpResponse:
    """The list again from its top, with what waited behind the pill."""
    return render(request, "tickets/inbox/list.html", _first_page(request, slug))


@require_GET
@in_words
def more(request: StaffRequest, slug: str) -> HttpResponseBase:
    view = view_or_404(slug)
    cursor = request.GET.get("after", "")
    page = row_page(request.user, request.environment, view, cursor, PAGE)
    return render(request, "tickets/inbox/rows.html", {"view": view, "page": page})


@require_GET
@in_words
def rows(request: StaffRequest, slug: str) -> HttpResponseBase:
    """The rows of ?number=…: those that left the view are marked so."""
    view = view_or_404(slug)
    numbers = checked(NumbersForm(request.GET))["number"]
    tickets, gone = listed(request.user, request.environment, numbers, view)
    page = TicketPage(tickets, "")
    return render(request, "tickets/inbox/rows.html", {"view": view, "page": page, "gone": gone})


def _first_page(request: StaffRequest, slug: str) -> dict[str, object]:
    view = view_or_404(slug)
    page = row_page(request.user, request.environment, view, limit=PAGE)
    return {"view": view, "page": page, "empty": emptiness_of(view)}
