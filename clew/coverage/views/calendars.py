"""Settings: the list of calendars, and making, changing, copying and retiring one."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from clew.core import clock
from clew.core.actors import Actor
from clew.coverage.actions import calendars as actions
from clew.coverage.calendar_forms import CalendarForm, CopyForm, TeamsForm
from clew.coverage.models import Calendar
from clew.coverage.queries.calendars import calendar_named, team_calendars
from clew.coverage.views.calendar_pages import editor, new_page, reader, rows
from clew.people.doors import admins
from clew.people.requests import StaffRequest

door = admins("Calendars")


@door
def calendar_list(request: StaffRequest) -> HttpResponse:
    found = rows(clock.now())
    context = {
        "active": [row for row in found if row.calendar.active],
        "retired": [row for row in found if not row.calendar.active],
    }
    return render(request, "coverage/calendars/list.html", context)


@door
def new(request: StaffRequest) -> HttpResponse:
    form = CalendarForm.new(reader().key, request.POST or None)
    if request.method == "POST" and form.is_valid():
        with said_at(form):
            made = actions.create_calendar(given=form.given, by=by(request))
            messages.success(request, f"{made} is there. Choose its holidays now")
            return redirect("calendar", made.slug)
    return new_page(request, form)


@door
def calendar(request: StaffRequest, slug: str) -> HttpResponse:
    found = calendar_or_404(slug)
    form = CalendarForm.of(found, request.POST or None)
    if request.method == "POST" and form.is_valid():
        with said_at(form):
            done = actions.change_calendar(calendar=found, given=form.given, by=by(request))
            messages.success(request, f"{found} saved" if done else "Nothing was different")
            return redirect("calendar", slug)
    return editor(request, found, form=form)


@require_POST
@door
def copy(request: StaffRequest, slug: str) -> HttpResponse:
    found, form = calendar_or_404(slug), CopyForm(request.POST)
    if form.is_valid():
        with said_at(form):
            made = actions.copy_calendar(calendar=found, by=by(request), **form.cleaned_data)
            messages.success(request, f"{made} is a copy of {found}")
            return redirect("calendar", made.slug)
    return editor(request, found, copying=form)


@require_POST
@door
def state(request: StaffRequest, slug: str) -> HttpResponse:
    found, back = calendar_or_404(slug), request.POST.get("state") == "active"
    try:
        (actions.restore_calendar if back else actions.retire_calendar)(
            calendar=found, by=by(request)
        )
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("calendar", slug)
    messages.success(request, f"{found} is {'offered again' if back else 'retired'}")
    return redirect("calendars")


@require_POST
@door
def teams(request: StaffRequest, slug: str) -> HttpResponse:
    """Those ticked go by it; those no longer ticked have none of their own."""
    found, form = calendar_or_404(slug), TeamsForm(request.POST)
    if not form.is_valid():
        raise Http404
    chosen, now = set(form.cleaned_data["teams"]), team_calendars()
    for team in form.fields["teams"].queryset:  # type: ignore[attr-defined]
        if team in chosen or now.get(team.pk) == slug:
            wanted = found if team in chosen else None
            actions.give_team_calendar(team=team, calendar=wanted, by=by(request))
    messages.success(request, f"Teams of {found} saved")
    return redirect("calendar", slug)


def calendar_or_404(slug: str) -> Calendar:
    try:
        return calendar_named(slug)
    except Calendar.DoesNotExist:
        raise Http404("There is no such calendar.") from None


@contextmanager
def said_at(form: Form) -> Iterator[None]:
    """What an action refuses is said at its field."""
    try:
        yield
    except ValidationError as error:
        found = error.message_dict if hasattr(error, "error_dict") else {"": error.messages}
        for field, said in found.items():
            form.add_error(field if field in form.fields else None, list(said))


def by(request: StaffRequest) -> Actor:
    return Actor.staff(request.user)
