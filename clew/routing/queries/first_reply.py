"""The first reply a customer can expect, in words for the customer."""

from clew.coverage.slot_words import week_in_words
from clew.routing.models import PolicyVersion, Target
from clew.tickets.models import Ticket

HOUR = 60
ALL_DAY = [["00:00", "24:00"]]
EVERY_DAY = f"Every day {ALL_DAY[0][0]}\N{EN DASH}{ALL_DAY[0][1]}"
WORKDAYS = f"Mon to Fri {ALL_DAY[0][0]}\N{EN DASH}{ALL_DAY[0][1]}"


def first_reply_words(ticket: Ticket) -> str:
    """“8 hours (Monday to Friday)” of what was derived already; "" when nothing is promised."""
    target = Target.objects.filter(ticket=ticket, metric="first_reply").order_by("instance").first()
    if target is None or target.due_at is None or target.cancelled_at is not None:
        return ""
    hours = _open_hours(target)
    return f"{_long(target.target_minutes)} ({hours})" if hours else _long(target.target_minutes)


def _open_hours(target: Target) -> str:
    """When its time counts; "" when it always does."""
    version = PolicyVersion.objects.filter(pk=target.version).values_list("content", flat=True)
    calendars = (version.first() or {}).get("calendars", {})
    calendar = calendars.get(target.calendar)
    if not calendar:
        return ""
    words = week_in_words(calendar.get("weekly", {}))
    if words == EVERY_DAY:
        return ""
    if words == WORKDAYS:
        return "Monday to Friday"
    zone = str(calendar.get("timezone", "UTC"))
    return f"our hours: {words} {zone}" if "/" not in words else f"our hours: {words}"


def _long(minutes: int) -> str:
    hours, rest = divmod(minutes, HOUR)
    said = []
    if hours:
        said.append("1 hour" if hours == 1 else f"{hours:,} hours")
    if rest:
        said.append("1 minute" if rest == 1 else f"{rest} minutes")
    return " ".join(said)
