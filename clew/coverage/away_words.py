"""An absence in words. Pure."""

from datetime import UTC, date, datetime

from clew.coverage.models import OutOfOffice
from clew.people.working_hours import zone_named


def day_of(at: datetime, zone: str) -> str:
    """“Mon 30 Nov”, on a wall clock in ``zone``."""
    here = at.astimezone(zone_named(zone))
    return f"{here:%a} {here.day} {here:%b}"


def until_words(row: OutOfOffice) -> str:
    """“Mon 30 Nov”: the first day they are here again, by their own clock; with the hour if any."""
    here = row.ends_at.astimezone(zone_named(row.staff.time_zone))
    hour = "" if (here.hour, here.minute) == (0, 0) else f" {here:%H:%M}"
    return f"{day_of(row.ends_at, row.staff.time_zone)}{hour}"


def away_words(row: OutOfOffice) -> str:
    """“Away until Mon 30 Nov, deputy Ada Quist”."""
    deputy = f", deputy {row.deputy}" if row.deputy else ""
    return f"Away until {until_words(row)}{deputy}"


def days_words(days: list[date]) -> str:
    """“Tue 24 Nov and Wed 25 Nov”."""
    said = [day_of(datetime(day.year, day.month, day.day, tzinfo=UTC), "UTC") for day in days]
    return " and ".join(filter(None, [", ".join(said[:-1]), said[-1]])) if said else ""
