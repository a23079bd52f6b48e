"""Reads of who is on: calendars, working hours and absences."""

from clew.coverage.queries.away import (
    absence_for,
    absences,
    absences_of,
    away,
    enters_for_others,
    everybody_away,
    is_away,
    may_set_away,
    next_shift,
    working_among,
    works_now,
    works_until,
)
from clew.coverage.queries.calendars import (
    calendar_named,
    calendar_of_team,
    calendars,
    calendars_json,
    hours_of,
    hours_of_team,
    team_calendars,
)

__all__ = [
    "absence_for",
    "absences",
    "absences_of",
    "away",
    "calendar_named",
    "calendar_of_team",
    "calendars",
    "calendars_json",
    "enters_for_others",
    "everybody_away",
    "hours_of",
    "hours_of_team",
    "is_away",
    "may_set_away",
    "next_shift",
    "team_calendars",
    "working_among",
    "works_now",
    "works_until",
]
