"""Which fields of routing say something about a person."""

from clew.core.personal_data import register
from clew.routing.models import LedgerEntry, PolicyVersion, Standing, Target

register.declare(PolicyVersion, personal="by_name", other="id content note created_at")
register.declare(LedgerEntry, personal="data", other="id ticket position metric instance kind at")
register.declare(
    Target,
    personal="",
    other=(
        "id ticket metric instance state policy policy_name version calendar target_minutes"
        " started_at paused_minutes due_at fulfilled_at breached_at cancelled_at wakes_at warned"
        " explanation"
    ),
)
register.declare(
    Standing,
    personal="situation plan",
    other="ticket policy priority_by priority_reason version last_fact derived_at",
)
