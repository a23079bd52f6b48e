"""Days that are different: added by hand, or a country's public holidays, which stay editable."""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from clew.core import clock
from clew.core.actors import SYSTEM, Actor
from clew.coverage.actions.calendars import changed, one_line
from clew.coverage.hours import hours_from_json, to_json
from clew.coverage.hours.reading import FIRST_YEAR, LAST_YEAR
from clew.coverage.models import Calendar, CalendarDay, DaySource
from clew.coverage.public_holidays import countries, holidays_of, regions

MOST_DAYS = 1500  # of one calendar by hand; public holidays come to them
YEARS_AHEAD = 2  # holidays are there for this year and so many after it


def put_day(*, calendar: Calendar, day: date, name: str, slots: Any, by: Actor) -> bool:
    """Adds the date or changes it; no slots: closed. Raises ValidationError by field."""
    _check_day(day)
    wanted = {"name": one_line(name)[:120], "slots": _slots(calendar, slots), "taken_out": False}
    with transaction.atomic():
        found = CalendarDay.objects.select_for_update().filter(calendar=calendar, day=day).first()
        if found is None:
            _refuse_many(calendar)
            CalendarDay.objects.create(calendar=calendar, day=day, **wanted)
        elif all(getattr(found, key) == value for key, value in wanted.items()):
            return False
        else:
            _edit(found, **wanted)
        changed(calendar, ["exceptions"], by)
    return True


def take_out_day(*, calendar: Calendar, day: date, by: Actor) -> bool:
    """An ordinary day again. It stays in sight, so that it can be put back."""
    return _take(calendar, day, out=True, by=by)


def put_back_day(*, calendar: Calendar, day: date, by: Actor) -> bool:
    return _take(calendar, day, out=False, by=by)


def choose_holidays(*, calendar: Calendar, country: str, region: str, by: Actor) -> bool:
    """Imports them; the former country's go, but for those that people changed."""
    if country and country not in countries():
        raise ValidationError({"country": "Choose a country of the list."})
    if region and region not in regions(country):
        raise ValidationError({"region": "Choose a region of this country, or none."})
    if (calendar.country, calendar.region) == (country, region):
        return False
    with transaction.atomic():
        calendar.country, calendar.region = country, region
        calendar.save(update_fields=["country", "region"])
        imported = CalendarDay.objects.filter(calendar=calendar, source=DaySource.HOLIDAYS)
        imported.filter(edited=False).delete()
        imported.filter(taken_out=True).delete()
        imported.update(source=DaySource.HAND)
        _import(calendar)
        changed(calendar, ["holidays"], by)
    return True


def refresh_holidays() -> int:
    """This year's and the following ones', once they are known. Returns how many calendars."""
    found = 0
    for calendar in Calendar.objects.exclude(country="").filter(active=True):
        with transaction.atomic():
            if _import(calendar):
                changed(calendar, ["holidays"], SYSTEM)
                found += 1
    return found


def _import(calendar: Calendar) -> bool:
    """What people changed, took out or added stays as they left it."""
    if not calendar.country:
        return False
    this = clock.now().year
    years = range(this, this + YEARS_AHEAD + 1)
    names = holidays_of(calendar.country, calendar.region, years)
    rows = CalendarDay.objects.filter(calendar=calendar, day__year__gte=this)
    there = {row.day: row for row in rows.select_for_update()}
    untouched = [row for row in there.values() if row.source == DaySource.HOLIDAYS]
    untouched = [row for row in untouched if not row.edited and not row.taken_out]
    gone = [row.pk for row in untouched if row.day not in names]
    renamed = [row for row in untouched if names.get(row.day, row.name) != row.name]
    for row in renamed:
        row.name = names[row.day]
    CalendarDay.objects.filter(pk__in=gone).delete()
    CalendarDay.objects.bulk_update(renamed, ["name"])
    new = [
        CalendarDay(calendar=calendar, day=day, name=name, source=DaySource.HOLIDAYS)
        for day, name in names.items()
        if day not in there
    ]
    CalendarDay.objects.bulk_create(new)
    return bool(gone or renamed or new)


def _take(calendar: Calendar, day: date, *, out: bool, by: Actor) -> bool:
    with transaction.atomic():
        rows = CalendarDay.objects.select_for_update()
        found = rows.filter(calendar=calendar, day=day).first()
        if found is None:
            raise ValidationError({"day": f"{calendar} has no exception on {day}."})
        if found.taken_out == out:
            return False
        found.taken_out = out
        found.save(update_fields=["taken_out"])
        changed(calendar, ["exceptions"], by)
    return True


def _edit(found: CalendarDay, **wanted: Any) -> None:
    for key, value in wanted.items():
        setattr(found, key, value)
    found.edited = True
    found.save(update_fields=[*wanted, "edited"])


def _check_day(day: date) -> None:
    """One that cannot be read would take the whole calendar with it."""
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ValidationError({"day": f"Choose a date from {FIRST_YEAR} to {LAST_YEAR}."})


def _refuse_many(calendar: Calendar) -> None:
    Calendar.objects.select_for_update().get(pk=calendar.pk)
    if CalendarDay.objects.filter(calendar=calendar).count() >= MOST_DAYS:
        raise ValidationError({"day": f"A calendar has at most {MOST_DAYS} dates of its own."})


def _slots(calendar: Calendar, slots: Any) -> list[Any]:
    """As they are stored. Raises ValidationError for ``slots``."""
    day = "2000-01-01"
    given = {"timezone": calendar.time_zone, "weekly": {}, "exceptions": {day: {"slots": slots}}}
    try:
        found = to_json(hours_from_json(given))["exceptions"]
    except ValidationError as error:
        raise ValidationError({"slots": error.messages}) from None
    return list(found[day]["slots"]) if day in found else []
