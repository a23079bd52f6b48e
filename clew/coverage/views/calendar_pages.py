"""The pages of calendars, put together: a row of the list, and the editor with its parts."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from clew.core import clock
from clew.coverage.calendar_forms import (
    OFFICE,
    CalendarForm,
    CopyForm,
    DayForm,
    HolidaysForm,
    PreviewForm,
)
from clew.coverage.drawing import Row, monday_of, week_of
from clew.coverage.hours import WEEKDAYS, Hours, hours_from_json
from clew.coverage.models import Calendar, CalendarDay
from clew.coverage.previewing import HOURS, Asked, Preview, preview, said, whole_minute
from clew.coverage.public_holidays import place_name
from clew.coverage.queries.calendars import (
    calendar_json,
    calendars,
    days_of,
    hours_of,
    team_calendars,
)
from clew.coverage.slot_words import slots_in_words, week_in_words
from clew.coverage.uses import uses, uses_of
from clew.people.forms import time_zones
from clew.people.requests import StaffRequest
from clew.people.staff_queries import team_choices

A_YEAR = timedelta(days=366)
AHEAD = timedelta(days=60)  # the next special day is told of so early


@dataclass(frozen=True)
class ListRow:
    calendar: Calendar
    words: str
    week: list[Row]
    opens: str  # "" while it is open
    never: bool
    upcoming: CalendarDay | None
    users: list[str]
    teams: list[str]


@dataclass(frozen=True)
class DayRow:
    day: CalendarDay
    words: str


def rows(now: datetime) -> list[ListRow]:
    users = uses()
    return [_row(each, now, users[each.slug]) for each in calendars()]


def editor(request: StaffRequest, calendar: Calendar, **forms: Any) -> HttpResponse:
    """``forms``: those that came back with a complaint; the others are as new."""
    today = clock.now().astimezone(ZoneInfo(calendar.time_zone)).date()
    days = [DayRow(each, slots_in_words(each.slots)) for each in days_of(calendar)]
    own, far = team_calendars(), today + A_YEAR
    special = calendar_json(calendar)["exceptions"]
    form = forms.get("form") or CalendarForm.of(calendar)
    context = {
        "calendar": calendar,
        "form": form,
        "adding": DayForm(),
        "holidays": HolidaysForm(initial={"country": calendar.country, "region": calendar.region}),
        "copying": CopyForm(initial={"name": f"Copy of {calendar}"}),
        "place": place_name(calendar.country, calendar.region),
        "coming": [row for row in days if today <= row.day.day < far],
        "later": [row for row in days if row.day.day >= far],
        "past": [row for row in days if row.day.day < today],
        "teams": [(team, own.get(team.pk)) for team in team_choices()],
        "users": uses_of(calendar.slug),
        "zones": time_zones(),
        "preview": _preview(request, form, special) or _answer(hours_of(calendar), PreviewForm({})),
        **forms,
    }
    wrong = any(form.errors for form in forms.values())
    return render(request, "coverage/calendars/edit.html", context, status=422 if wrong else 200)


def new_page(request: StaffRequest, form: CalendarForm) -> HttpResponse:
    weekly = {day: [OFFICE] for day in WEEKDAYS[:5]}
    at_first = hours_from_json({"timezone": reader().key, "weekly": weekly})
    shown = _preview(request, form, {}) or _answer(at_first, PreviewForm({}))
    context = {"form": form, "zones": time_zones(), "preview": shown}
    status = 422 if form.errors else 200
    return render(request, "coverage/calendars/edit.html", context, status=status)


def answered(form: CalendarForm, asking: PreviewForm, special: dict[str, Any]) -> Preview:
    """What is typed so far, as it would be."""
    given = form.given
    data = {"name": given.name, "timezone": given.time_zone, "weekly": given.weekly}
    return _answer(hours_from_json({**data, "exceptions": special}), asking)


def _preview(request: StaffRequest, form: CalendarForm, special: dict[str, Any]) -> Preview | None:
    """Of a form that came back; None for one that is as new."""
    if not form.is_bound:
        return None
    asking = PreviewForm(request.POST)
    return answered(form, asking, special)


def _answer(hours: Hours, asking: PreviewForm) -> Preview:
    asking.is_valid()
    found, now = asking.cleaned_data, clock.now()
    wanted = found.get("preview_hours")
    asked = Asked(
        start=found.get("preview_start") or whole_minute(now),
        hours=HOURS if wanted is None else wanted,
        week=found.get("preview_week") or timezone.localdate(now),
        own_clock=found.get("preview_clock") == "own",
    )
    return preview(hours, reader(), asked, now)


def reader() -> ZoneInfo:
    """The clock of who looks at the page."""
    found = timezone.get_current_timezone()
    return found if isinstance(found, ZoneInfo) else ZoneInfo("UTC")


def _row(calendar: Calendar, now: datetime, users: list[str]) -> ListRow:
    hours, zone = hours_of(calendar), ZoneInfo(calendar.time_zone)
    today, opening = now.astimezone(zone).date(), hours.next_opening(now)
    soon = [each for each in days_of(calendar) if today <= each.day <= today + AHEAD]
    return ListRow(
        calendar=calendar,
        words=week_in_words(calendar.weekly),
        week=week_of(hours, zone, monday_of(today), now),
        opens=said(opening, timezone.get_current_timezone()) if opening and opening > now else "",
        never=opening is None,
        upcoming=next((each for each in soon if not each.taken_out), None),
        users=users,
        teams=[each.team.name for each in calendar.teams.all()],
    )
