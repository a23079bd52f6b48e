"""The settings page of product areas: add, describe, rename, order, merge, retire."""

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from clew.core.actors import Actor
from clew.people.doors import admins
from clew.people.requests import StaffRequest
from clew.tickets.actions import areas as actions
from clew.tickets.macro_forms import AreaDetailsForm, AreaForm, AreaNameForm, MergerForm
from clew.tickets.models import Area, Ticket
from clew.tickets.queries import areas as queries
from clew.tickets.views.doors import on_ticket
from clew.tickets.views.macro_rows import told

door = admins("Product areas")


@door
def area_list(request: StaffRequest) -> HttpResponse:
    form = AreaForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with told(form):
            actions.add_area(**form.cleaned_data, by=_by(request))
            return redirect("areas")
    counts = queries.tickets_by_area()
    found = [(each, counts.get(each.name, 0)) for each in queries.areas()]
    context = {
        "offered": [pair for pair in found if pair[0].active],
        "retired": [pair for pair in found if not pair[0].active],
        "unlisted": queries.unlisted_areas(),
        "form": form,
    }
    return render(request, "settings/areas/list.html", context)


@door
def area(request: StaffRequest, slug: str) -> HttpResponse:
    found = area_or_404(slug)
    known = {"description": found.description, "team": found.team}
    form = AreaDetailsForm(request.POST or None, initial=known)
    if request.method == "POST" and form.is_valid():
        actions.change_area(area=found, **form.cleaned_data, by=_by(request))
        messages.success(request, f"{found} saved")
        return redirect("areas")
    return _page(request, found, form=form)


@require_POST
@door
def name(request: StaffRequest, slug: str) -> HttpResponse:
    found = area_or_404(slug)
    form, before = AreaNameForm(request.POST), found.name
    if form.is_valid():
        with told(form):
            renamed = actions.rename_area(area=found, **form.cleaned_data, by=_by(request))
            messages.success(request, f"{before} is {found} now, on {_tickets(renamed)} too")
            return redirect("area-settings", slug)
    return _page(request, area_or_404(slug), naming=form)


@require_POST
@door
def merger(request: StaffRequest, slug: str) -> HttpResponse:
    found = area_or_404(slug)
    form = MergerForm(request.POST, but=found.pk)
    if form.is_valid():
        into = form.cleaned_data["into"]
        moved = actions.merge_area(area=found, into=into, by=_by(request))
        messages.success(request, f"{found} is part of {into} now, with {_tickets(moved)}")
        return redirect("areas")
    return _page(request, found, merging=form)


@require_POST
@door
def deletion(request: StaffRequest, slug: str) -> HttpResponse:
    found = area_or_404(slug)
    try:
        actions.delete_area(area=found, by=_by(request))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("area-settings", slug)
    messages.success(request, f"{found} deleted")
    return redirect("areas")


@require_POST
@door
def place(request: StaffRequest, slug: str) -> HttpResponse:
    up = request.POST.get("to") == "up"
    actions.move_area(area=area_or_404(slug), up=up, by=_by(request))
    return redirect("areas")


@require_POST
@door
def offer(request: StaffRequest, slug: str) -> HttpResponse:
    change: Callable[..., bool] = (
        actions.offer_area if request.POST.get("on") else actions.retire_area
    )
    found = area_or_404(slug)
    change(area=found, by=_by(request))
    said = "offered again" if found.active else "retired. Its tickets keep it"
    messages.success(request, f"{found} is {said}")
    return redirect("areas")


@require_GET
@on_ticket
def choices(request: StaffRequest, ticket: Ticket) -> HttpResponseBase:
    """The list for the menu of a ticket, which keeps a name that is not in it."""
    context = {"ticket": ticket, "areas": queries.offered_areas()}
    return render(request, "tickets/ticket/area_choices.html", context)


def area_or_404(slug: str) -> Area:
    try:
        return queries.area_named(slug)
    except Area.DoesNotExist:
        raise Http404("There is no such area.") from None


def _page(
    request: StaffRequest,
    found: Area,
    *,
    form: AreaDetailsForm | None = None,
    naming: AreaNameForm | None = None,
    merging: MergerForm | None = None,
) -> HttpResponse:
    known = {"description": found.description, "team": found.team}
    context = {
        "area": found,
        "tickets": queries.tickets_by_area().get(found.name, 0),
        "used": queries.is_on_tickets(found),
        "form": form or AreaDetailsForm(initial=known),
        "naming": naming or AreaNameForm(initial={"name": found.name}),
        "merging": merging or MergerForm(but=found.pk),
    }
    return render(request, "settings/areas/area.html", context)


def _tickets(count: int) -> str:
    return f"{count} {'ticket' if count == 1 else 'tickets'}"


def _by(request: StaffRequest) -> Actor:
    return Actor.staff(request.user)
