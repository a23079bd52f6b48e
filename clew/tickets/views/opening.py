"""A ticket that staff open for a customer."""

from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from clew.people.actions import find_or_create_requester
from clew.people.models import Person
from clew.people.queries import search_customers
from clew.people.requests import StaffRequest
from clew.people.staff_queries import active_staff
from clew.tickets import actions
from clew.tickets.actions.changing import refuse_light_agents
from clew.tickets.fields import applies, definitions
from clew.tickets.forms import OpeningForm
from clew.tickets.models import Ticket
from clew.tickets.views.doors import actor, in_words
from clew.tickets.views.own_fields import OwnGiven, given_fields, inputs

FOUND = 6  # suggestions


@require_GET
def new(request: StaffRequest) -> HttpResponse:
    form = OpeningForm(initial={"email": request.GET.get("email", "")})
    return _page(request, form, OwnGiven({}, {}))


@require_GET
def requesters(request: StaffRequest) -> HttpResponse:
    q = request.GET.get("email", "").strip()
    customers = search_customers(request.user, request.environment, q, limit=3 * FOUND).items
    found = [customer for customer in customers if isinstance(customer, Person)][:FOUND]
    return render(request, "tickets/opening/requesters.html", {"found": found, "q": q})


@require_POST
@in_words
def tickets(request: StaffRequest) -> HttpResponseBase:
    """On a mistake the form comes back with everything that was typed."""
    form, own = OpeningForm(request.POST), given_fields(request.POST)
    if not form.is_valid() or own.errors:
        return _page(request, form, own)
    return redirect(_open(request, form.cleaned_data, own.values))


def _page(request: StaffRequest, form: OpeningForm, own: OwnGiven) -> HttpResponse:
    """With the installation's own fields that are asked whatever the product area."""
    asked = [field for field in definitions() if applies(field, "")]
    people = list(active_staff()) if any(field.kind == "person" for field in asked) else []
    rows = inputs(asked, own.values, people, own.errors)
    context = {"form": form, "own": rows, "wrong": own.errors}
    status = 422 if form.errors or own.errors else 200
    return render(request, "tickets/opening/page.html", context, status=status)


def _open(request: StaffRequest, asked: dict[str, str], own: dict[str, Any]) -> Ticket:
    refuse_light_agents(actor(request), "open tickets")
    requester = find_or_create_requester(
        environment=request.environment,
        email=asked["email"],
        name=asked["name"],
        by=actor(request),
    )
    ticket = actions.open_ticket(
        environment=request.environment,
        subject=asked["subject"],
        body=asked["body"],
        requester=requester,
        channel="staff",
        by=actor(request),
        kind=asked["kind"],
        severity=asked["severity"],
        area=asked["area"],
        fields=own,
        verified=True,  # somebody of ours spoke with them
        reply_address=asked["email"],
    )
    if asked["mine"]:
        actions.assign(ticket=ticket, staff=request.user, by=actor(request))
    return ticket
