"""Targets, as SQL reads them."""

from clew.analytics.mirror import Mirrored, register
from clew.analytics.mirror.registered import instant

TARGETS = Mirrored(
    name="targets",
    store="mirror_targets",
    key="target.id",
    key_type="bigint",
    rows="""routing_target AS target
        JOIN tickets_ticket AS ticket ON ticket.id = target.ticket_id""",
    values={
        "id": "target.id",
        "environment_id": "ticket.environment_id",
        "ticket_id": "ticket.id",
        "ticket": "ticket.number",
        "metric": "target.metric",
        "run": "target.instance",
        "state": "target.state",
        "policy": "target.policy_name",
        "target_minutes": "target.target_minutes",
        "paused_minutes": "target.paused_minutes",
        "started_at": instant("target.started_at"),
        "due_at": instant("target.due_at"),
        "fulfilled_at": instant("target.fulfilled_at"),
        "breached_at": instant("target.breached_at"),
        "cancelled_at": instant("target.cancelled_at"),
    },
)


def register_targets() -> None:
    register(TARGETS)
