"""Which fields of coverage say something about a person."""

from clew.core.personal_data import register
from clew.coverage.models import Calendar, CalendarDay, OutOfOffice, TeamCalendar

register.declare(
    OutOfOffice,
    personal="staff starts_at ends_at deputy note days_back by_name",
    other="id tickets created_at begun_at over_at",
)
register.declare(
    Calendar,
    personal="",
    other=("id slug name description time_zone weekly country region active created_at changed_at"),
)
register.declare(
    CalendarDay, personal="", other="id calendar day name slots source edited taken_out"
)
register.declare(TeamCalendar, personal="", other="id team calendar")
