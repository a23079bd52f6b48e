"""When somebody asked to be reminded, and the moments they are offered."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from clew.people.models import Staff
from clew.people.working_hours import DAYS, next_working, wall_time, zone_named
from clew.tickets.models import Reminder, Ticket

MORNING = time(9)
MONDAY = 0


@dataclass(frozen=True)
class Moment:
    slug: str
    label: str
    at: datetime


def reminder_of(ticket: Ticket, staff: Staff) -> Reminder | None:
    return Reminder.objects.filter(ticket=ticket, staff=staff, told_at=None).first()


def moments(staff: Staff, now: datetime) -> list[Moment]:
    """In their own zone, on their own mornings: when work begins that day, else at nine."""
    today = now.astimezone(zone_named(staff.time_zone)).date()
    monday = today + timedelta(days=7 - today.weekday())
    tomorrow = today + timedelta(days=1)
    found = [
        Moment("later", "In 3 hours", now + timedelta(hours=3)),
        Moment("tomorrow", "Tomorrow morning", _morning(staff, tomorrow)),
        Moment("monday", "Monday morning", _morning(staff, monday)),
        Moment("week", "In a week", _morning(staff, today + timedelta(days=7))),
    ]
    return [each for each in found if each.slug != "monday" or tomorrow.weekday() != MONDAY]


def _morning(staff: Staff, day: date) -> datetime:
    zone = zone_named(staff.time_zone)
    if DAYS[day.weekday()] in staff.working_hours:
        midnight = wall_time(day, time(0), zone)
        return next_working(staff.working_hours, staff.time_zone, midnight)
    return wall_time(day, MORNING, zone)
