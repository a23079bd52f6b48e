"""Reads of who is on: calendars, working hours and absences."""

from clew.coverage.queries.away import (
    absences,
    absences_of,
    away,
    everybody_away,
    is_away,
    next_shift,
    working_among,
    works_now,
    works_until,
)

__all__ = [
    "absences",
    "absences_of",
    "away",
    "everybody_away",
    "is_away",
    "next_shift",
    "working_among",
    "works_now",
    "works_until",
]
