"""The search page and what the palette shows."""

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from clew.people.requests import StaffRequest
from clew.tickets.queries import search as search_tickets
from clew.tickets.searching import operators
from clew.web import finding
from clew.web.viewable import view_address


@require_GET
def search(request: StaffRequest) -> HttpResponse:
    """Whole, or the results only while somebody types."""
    results = finding.everything(request.user, request.environment, request.GET.get("q", ""))
    template = "search/results.html" if request.htmx else "search/page.html"
    context = {"results": results, "operators": operators(), "view": view_address(results.found)}
    return render(request, template, context)


@require_GET
def more(request: StaffRequest) -> HttpResponse:
    q, after = request.GET.get("q", ""), request.GET.get("after", "")
    try:
        found = search_tickets(request.user, request.environment, q, after, whole=False)
    except ValidationError as error:
        return HttpResponse(" ".join(error.messages), status=422)
    return render(request, "search/tickets.html", {"found": found, "q": q})


@require_GET
def palette(request: StaffRequest) -> HttpResponse:
    results = finding.palette(request.user, request.environment, request.GET.get("q", ""))
    return render(request, "search/palette.html", {"results": results})
