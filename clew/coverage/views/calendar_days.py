"""Settings: what a calendar does on single dates, and the drawing beside its editor."""

from datetime import date

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from clew.coverage.actions import calendar_days as actions
from clew.coverage.calendar_forms import CalendarForm, DayForm, HolidaysForm, PreviewForm
from clew.coverage.models import Calendar
from clew.coverage.queries.calendars import calendar_json, calendar_named
from clew.coverage.views.calendar_pages import answered, editor
from clew.coverage.views.calendars import by, calendar_or_404, door, said_at
from clew.people.requests import StaffRequest


@require_POST
@door
def holidays(request: StaffRequest, slug: str) -> HttpResponse:
    found, form = calendar_or_404(slug), HolidaysForm(request.POST)
    if form.is_valid():
        with said_at(form):
            chosen = form.cleaned_data
            done = actions.choose_holidays(calendar=found, by=by(request), **chosen)
            messages.success(request, "Holidays saved" if done else "Nothing was different")
            return redirect(f"{reverse('calendar', args=[slug])}#days")
    return editor(request, found, holidays=form)


@require_GET
@door
def regions(request: StaffRequest) -> HttpResponse:
    """Those of the country that was just chosen."""
    form = HolidaysForm(initial={"country": request.GET.get("country", "")[:2]})
    return render(request, "coverage/calendars/regions.html", {"holidays": form})


@require_POST
@door
def days(request: StaffRequest, slug: str) -> HttpResponse:
    found, form = calendar_or_404(slug), DayForm(request.POST)
    if form.is_valid():
        with said_at(form):
            actions.put_day(calendar=found, by=by(request), **form.cleaned_data)
            when = form.cleaned_data["day"]
            messages.success(request, f"{when:%-d %b %Y} saved")
            return redirect(row_of(slug, when))
    return editor(request, found, adding=form)


@require_POST
@door
def day(request: StaffRequest, slug: str) -> HttpResponse:
    """Takes a date out, or puts it back."""
    found, out = calendar_or_404(slug), request.POST.get("state") == "out"
    act = actions.take_out_day if out else actions.put_back_day
    try:
        when = date.fromisoformat(request.POST.get("day", ""))
        act(calendar=found, day=when, by=by(request))
    except (ValueError, ValidationError):
        raise Http404("There is no such date in this calendar.") from None
    said = "is an ordinary day now" if out else "is back"
    messages.success(request, f"{when:%-d %b %Y} {said}")
    return redirect(row_of(slug, when))


@require_POST
@door
def preview(request: StaffRequest) -> HttpResponse:
    """Of what is typed, saved or not."""
    form, asking = CalendarForm(request.POST), PreviewForm(request.POST)
    form.is_valid()
    asking.is_valid()
    special = _special(asking.cleaned_data.get("preview_of", ""))
    context = {"preview": answered(form, asking, special), "form": form}
    return render(request, "coverage/calendars/preview.html", context)


def row_of(slug: str, day: date) -> str:
    """The page, where the date stands in it."""
    return f"{reverse('calendar', args=[slug])}#on-{day}"


def _special(slug: str) -> dict[str, object]:
    try:
        return dict(calendar_json(calendar_named(slug))["exceptions"])
    except Calendar.DoesNotExist:
        return {}
