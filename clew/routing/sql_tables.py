"""Targets for SQL, of the tickets that whoever asks may read."""

from clew.analytics.sql.fences import current, of_readable_tickets
from clew.analytics.sql.tables import AT, MAYBE_AT, Column, SqlTable, register

TARGETS: SqlTable = SqlTable(
    "targets",
    "What was promised on tickets, and whether it was kept",
    (
        Column("ticket", "UInt64", "Its number"),
        Column("metric", "String", "first_reply, next_reply …"),
        Column("run", "UInt32", "The first, second … of this metric on the ticket"),
        Column("state", "String", "running, paused, fulfilled, breached or cancelled"),
        Column("policy", "String"),
        Column("target_minutes", "UInt32"),
        Column("paused_minutes", "UInt32"),
        Column("started_at", AT),
        Column("due_at", MAYBE_AT),
        Column("fulfilled_at", MAYBE_AT),
        Column("breached_at", MAYBE_AT),
        Column("cancelled_at", MAYBE_AT),
    ),
    lambda access: current(
        "mirror_targets",
        access,
        [each.name for each in TARGETS.columns],
        of_readable_tickets(access),
    ),
)


def register_target_tables() -> None:
    register(TARGETS)
