"""Pages and fragments of lists, and their files."""

from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.text import slugify
from django.views.decorators.http import require_GET

from clew.core import clock
from clew.people.requests import StaffRequest
from clew.tickets.customer_lists.exporting import csv_parts, record_export
from clew.tickets.views.doors import actor, in_words
from clew.web.customers.roster import building, page
from clew.web.customers.roster.state import State, state_of


@require_GET
def roster(request: StaffRequest) -> HttpResponse:
    context = page.context_of(request)
    if request.htmx and not request.htmx.boosted:
        return render(request, "customers/rows.html", context)
    context |= page.bar_of(request, context["state"])
    return render(request, "customers/roster.html", context)


@require_GET
def new_filter(request: StaffRequest) -> HttpResponse:
    """The row that chooses a field, an operator and a value."""
    state = state_of(request)
    row = building.row_of(request.GET, state.listing.known)
    return _filter_form(request, state, row, focused=f"{building.AT}.field" not in request.GET)


@require_GET
@in_words
def filtered(request: StaffRequest) -> HttpResponseBase:
    """To the address with one more condition; what is wrong with it is said in the form."""
    state = state_of(request)
    row = building.row_of(request.GET, state.listing.known)
    found = building.with_filter(state, request.GET, row)
    if found is None:
        return _filter_form(request, state, row)
    if request.htmx:
        return HttpResponse(headers={"HX-Redirect": found.url})
    return redirect(found.url)


@require_GET
def columns(request: StaffRequest) -> HttpResponse:
    """The picker: what is shown, in order, and what could be."""
    state = state_of(request)
    context = {"state": state, "sections": building.picker_of(state)}
    return render(request, "customers/lists/columns.html", context)


@require_GET
@in_words
def export(request: StaffRequest) -> HttpResponseBase:
    """The whole list as it is filtered now, with its columns."""
    state = state_of(request)
    record_export(
        asked=state.asked, listing=state.listing, name=state.current.name, by=actor(request)
    )
    parts = csv_parts(state.asked, state.listing)
    answer = StreamingHttpResponse(parts, content_type="text/csv; charset=utf-8")
    name = f"{slugify(state.current.name) or 'customers'}-{clock.now():%Y-%m-%d}.csv"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["Cache-Control"] = "no-store"
    return answer


def _filter_form(
    request: StaffRequest,
    state: State,
    row: building.FilterRow,
    *,
    focused: bool = False,
) -> HttpResponse:
    context = {
        "state": state, "row": row, "focused": focused, "how": request.GET.get("how", "all"),
        "offered": building.offered(state.listing.known),
    }  # fmt: skip
    return render(request, "customers/lists/filter.html", context)
