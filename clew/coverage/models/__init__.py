"""When the company is open, and who is away."""

from clew.coverage.models.away import HandOver, OutOfOffice
from clew.coverage.models.calendars import Calendar, CalendarDay, DaySource, TeamCalendar

__all__ = [
    "Calendar",
    "CalendarDay",
    "DaySource",
    "HandOver",
    "OutOfOffice",
    "TeamCalendar",
]
