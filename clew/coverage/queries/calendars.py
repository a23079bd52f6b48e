"""Calendars for their pages, as JSON for policies, and as hours to reckon with."""

from typing import Any

from django.db.models import QuerySet

from clew.coverage.hours import Hours, hours_from_json
from clew.coverage.models import Calendar, CalendarDay, TeamCalendar

BUSINESS_HOURS = "business-hours"


def calendars() -> QuerySet[Calendar]:
    """Retired ones last."""
    return Calendar.objects.prefetch_related("days", "teams__team").order_by("-active", "name")


def calendar_named(slug: str) -> Calendar:
    """Raises Calendar.DoesNotExist."""
    return calendars().get(slug=slug)


def calendars_json() -> dict[str, dict[str, Any]]:
    """Every calendar by slug, retired ones too: what a version of the policies holds."""
    found = Calendar.objects.prefetch_related("days").order_by("slug")
    return {calendar.slug: calendar_json(calendar) for calendar in found}


def calendar_json(calendar: Calendar) -> dict[str, Any]:
    """What ``hours_from_json`` reads."""
    return {
        "name": calendar.name,
        "timezone": calendar.time_zone,
        "weekly": calendar.weekly,
        "holidays": [],
        "exceptions": {
            each.day.isoformat(): {"name": each.name, "slots": each.slots}
            for each in calendar.days.all()
            if not each.taken_out
        },
    }


def hours_of(calendar: Calendar) -> Hours:
    return hours_from_json(calendar_json(calendar))


def days_of(calendar: Calendar) -> list[CalendarDay]:
    """Those taken out as well."""
    return list(calendar.days.all())


def calendar_of_team(team_id: int) -> Calendar | None:
    """Its own, or what the installation calls business hours."""
    own = TeamCalendar.objects.filter(team_id=team_id).select_related("calendar").first()
    if own is not None:
        return own.calendar
    return Calendar.objects.filter(slug=BUSINESS_HOURS).first()


def hours_of_team(team_id: int) -> Hours | None:
    found = calendar_of_team(team_id)
    return hours_of(found) if found else None


def team_calendars() -> dict[int, str]:
    """Slugs by team, of the teams that have one of their own."""
    return dict(TeamCalendar.objects.values_list("team_id", "calendar__slug"))
