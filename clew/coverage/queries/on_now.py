"""Everybody who works here, with whether they are on at a moment."""

from dataclasses import dataclass
from datetime import datetime

from clew.coverage.away_words import away_words
from clew.coverage.models import OutOfOffice
from clew.coverage.queries.away import everybody_away, next_shift, works_until
from clew.people.models import Staff
from clew.people.staff_queries import active_staff
from clew.people.working_hours import is_working, zone_named


@dataclass(frozen=True)
class OnNow:
    """``state`` is on, off or away; ``words`` say until or from when."""

    staff: Staff
    state: str
    words: str
    clock: str  # the time on their wall


def everybody_now(at: datetime, *, team: int | None = None) -> list[OnNow]:
    """By name. Three statements, however many they are."""
    people = active_staff().prefetch_related("teams")
    if team is not None:
        people = people.filter(teams=team)
    away = everybody_away(at)
    return [_now(staff, at, away.get(staff.pk)) for staff in people]


def _now(staff: Staff, at: datetime, away: OutOfOffice | None) -> OnNow:
    here = at.astimezone(zone_named(staff.time_zone))
    wall = f"{here:%a %H:%M}"
    if away:
        return OnNow(staff, "away", away_words(away), wall)
    if not any(staff.working_hours.values()):
        return OnNow(staff, "on", "Working hours are not set", wall)
    if not is_working(staff.working_hours, staff.time_zone, at):
        starts = next_shift(staff, at).astimezone(here.tzinfo)
        return OnNow(staff, "off", f"Works from {starts:%a %H:%M}, their time", wall)
    until = works_until(staff, at)
    ends = until.astimezone(here.tzinfo) if until else None
    return OnNow(staff, "on", f"Works until {ends:%H:%M}, their time" if ends else "", wall)
