"""Pages and fragments of the shell itself."""

from http import HTTPStatus

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from clew.people import staff_queries
from clew.people.requests import StaffRequest


@require_GET
def rail_counts(request: StaffRequest) -> HttpResponse:
    return render(request, "shell/counts.html")


@require_POST
def environment(request: StaffRequest) -> HttpResponse:
    """Switches the environment, and goes to the inbox: a page of the other one may not exist."""
    chosen = staff_queries.environment_named(request.POST.get("environment", ""))
    if chosen is None:
        return HttpResponse("There is no such environment.", status=HTTPStatus.NOT_FOUND)
    request.session["environment"] = chosen.name
    return redirect("/inbox")
