"""Events that could not be taken, for the settings page."""

from datetime import timedelta

from clew.events.models import QuarantinedEvent
from clew.events.queries import capture_backlog, oldest_capture_age
from clew.people.models import Environment

SHOWN = 100
LATE = timedelta(seconds=10)  # until then it is only what is on its way
MINUTES = timedelta(minutes=2)  # from here on it is said in minutes


def refused_events(environment: Environment) -> tuple[list[QuarantinedEvent], bool]:
    """The latest, and whether there are more."""
    rows = QuarantinedEvent.objects.filter(environment=environment)
    found = list(rows.order_by("-received_at", "-pk")[: SHOWN + 1])
    return found[:SHOWN], len(found) > SHOWN


def waiting_events() -> str:
    """How far the event store is behind, in words; empty when nothing waits long."""
    age = oldest_capture_age()
    if age < LATE:
        return ""
    seconds = int(age.total_seconds())
    since = f"{seconds // 60} minutes" if age >= MINUTES else f"{seconds} seconds"
    return f"{capture_backlog():,} captured events are not stored yet, the oldest for {since}."
