"""The inbox: a view of tickets, its next rows, and single rows for live updates."""

from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_GET

from clew.people.requests import StaffRequest
from clew.people.staff_queries import colleagues
from clew.tickets.forms import NumbersForm
from clew.tickets.models import Status
from clew.tickets.queries import TicketPage, View, exact_count, group_counts, row_page
from clew.tickets.queries.neighbours import listed
from clew.tickets.views.doors import checked, in_words
from clew.tickets.views.emptiness import emptiness_of
from clew.tickets.views.filtering import bar_context
from clew.tickets.views.inbox_rows import face_of_page, rows_context
from clew.tickets.views.listing import arranged, listing, readable_listing

PAGE = 30  # rows; the next are asked for before one gets there
SETTABLE = [choice for choice in Status.choices if choice[0] not in {Status.NEW, Status.CLOSED}]


@require_GET
def inbox(request: StaffRequest, slug: str) -> HttpResponse:
    view, mistake = readable_listing(request, slug)
    bar = bar_context(request, view, mistake)
    agents = [staff for staff in colleagues() if staff.can_reply_publicly]
    return render(request, "tickets/inbox/page.html", {
        **_first_page(request, view),
        **bar,
        "views": arranged(request).shown,
        "agents": agents,
        "statuses": SETTABLE,
        "face": face_of_page(request.user, view, bar, arranged(request).shown, agents),
    })  # fmt: skip


@require_GET
@in_words
def whole_list(request: StaffRequest, slug: str) -> HttpResponseBase:
    """The list again from its top, with what waited behind the pill."""
    return render(request, "tickets/inbox/list.html", _first_page(request, listing(request, slug)))


@require_GET
@in_words
def more(request: StaffRequest, slug: str) -> HttpResponseBase:
    view, cursor = listing(request, slug), request.GET.get("after", "")
    page = row_page(request.user, request.environment, view, cursor, PAGE)
    counts = group_counts(request.user, request.environment, view)
    context = rows_context(view, page, cursor=cursor, counts=counts)
    return render(request, "tickets/inbox/rows.html", context)


@require_GET
@in_words
def rows(request: StaffRequest, slug: str) -> HttpResponseBase:
    """The rows of ?number=…: those that left the view are marked so."""
    view = listing(request, slug)
    numbers = checked(NumbersForm(request.GET))["number"]
    tickets, gone = listed(request.user, request.environment, numbers, view)
    context = rows_context(view, TicketPage(tickets, ""), gone=gone)
    return render(request, "tickets/inbox/rows.html", {**context, "headings": {}})


@require_GET
@in_words
def count(request: StaffRequest, slug: str) -> HttpResponseBase:
    """How many, exactly: beside the title of a filtered view, and for “select all”."""
    view = listing(request, slug)
    total = exact_count(request.user, request.environment, view)
    return render(request, "tickets/inbox/exact_count.html", {"total": total, "view": view})


def _first_page(request: StaffRequest, view: View) -> dict[str, Any]:
    page = row_page(request.user, request.environment, view, limit=PAGE)
    counts = group_counts(request.user, request.environment, view)
    return {**rows_context(view, page, counts=counts), "empty": emptiness_of(view)}
