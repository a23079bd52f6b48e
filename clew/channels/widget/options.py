"""What an admin can change about the form; each has a default."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from clew.channels.widget.targets import PLAN_HOURS
from clew.core.models import Setting
from clew.tickets.queries.areas import offered_areas

PREFIX = "widget."
MESSAGE_LIMIT = 10_000  # characters
FILE_LIMIT = 25 * 1024 * 1024  # bytes
FILES_LIMIT = 10  # for each message

KINDS = {
    "support": "Question",
    "bug": "Something is broken",
    "feedback": "Idea or feedback",
    "billing": "Billing",
}
SEVERITIES = {
    "critical": ("Critical", "Outage, data loss or data breach"),
    "high": ("High", "A feature does not work at all"),
    "medium": ("Medium", "A feature does not work as expected"),
    "low": ("Low", "Question or request"),
}
# Customers do not know our statuses; they want to know whose turn it is.
STATUSES = {
    "new": "Received",
    "open": "In progress",
    "pending": "Waiting for you",
    "hold": "On hold",
    "solved": "Solved",
    "closed": "Closed",
}


@dataclass(frozen=True)
class Options:
    title: str = "Contact support"
    areas: Sequence[str] = ()  # the product areas of the settings page, in its order
    plan_hours: Mapping[str, int | None] = field(default_factory=lambda: PLAN_HOURS)


def options() -> Options:
    """Defaults, with what ``widget.title`` and ``widget.plan_hours`` change. Two statements."""
    rows = Setting.objects.filter(key__startswith=PREFIX).values_list("key", "value")
    known = Options.__dataclass_fields__.keys() - {"areas"}
    changed = {key.removeprefix(PREFIX): value for key, value in rows}
    given = {name: value for name, value in changed.items() if name in known}
    return Options(areas=offered_areas(), **given)
