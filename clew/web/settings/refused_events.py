"""Events that could not be taken, for the settings page."""

from clew.events.models import QuarantinedEvent
from clew.people.models import Environment

SHOWN = 100


def refused_events(environment: Environment) -> tuple[list[QuarantinedEvent], bool]:
    """The latest, and whether there are more."""
    rows = QuarantinedEvent.objects.filter(environment=environment)
    found = list(rows.order_by("-received_at", "-pk")[: SHOWN + 1])
    return found[:SHOWN], len(found) > SHOWN
