"""Events of ids that came to a person by a merge, and do not say so yet in ``person_id``."""

from datetime import datetime, timedelta

from clew.core import clock
from clew.events.models import RewrittenUntil
from clew.people.models import DistinctId

# A move is seen only after its transaction committed, so the last minutes are looked at again.
OVERLAP = timedelta(minutes=5)
LONG_AGO = datetime.fromisoformat("1970-01-01T00:00:00Z")


def rewritten_until() -> datetime:
    """Moves before this are in the event store."""
    last = RewrittenUntil.objects.first()
    if last is None or last.moved_at > clock.now():  # of a clock that was set back since
        return LONG_AGO
    return last.moved_at - OVERLAP


def moved_since(environment_id: int) -> datetime | None:
    """Since when ids moved that the event store does not know of; None when there are none."""
    since = rewritten_until()
    moved = DistinctId.objects.filter(environment_id=environment_id, moved_at__gt=since)
    return since if moved.exists() else None
