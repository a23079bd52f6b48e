"""Tickets and messages for SQL: whoever asks sees there what they see here."""

from clew.analytics.sql.fences import current, of_readable_tickets, tickets_readable
from clew.analytics.sql.tables import AT, MAYBE_AT, Column, Link, SqlTable, register

TICKETS: SqlTable = SqlTable(
    "tickets",
    "Tickets you may read",
    (
        Column("number", "UInt64"),
        Column("subject", "String"),
        Column("status", "String", "new, open, pending, hold, solved or closed"),
        Column("severity", "String", "critical, high, medium or low"),
        Column("priority", "String", "high, normal or low"),
        Column("kind", "String", "support, bug, feedback or billing"),
        Column("area", "String", "Product area"),
        Column("channel", "String", "widget, email, api …"),
        Column("team", "String"),
        Column("assignee", "String"),
        Column("person_id", "UUID", "The requester"),
        Column("requester_email", "String"),
        Column("account_key", "String", "The account's key, as in $group_0"),
        Column("plan", "String", "The account's"),
        Column("verified", "Bool", "The requester proved who they are"),
        Column("tags", "Array(String)"),
        Column("fields", "JSON", "Your own ticket fields", is_json=True),
        Column("message_count", "UInt32"),
        Column("last_message_by", "String", "customer or staff"),
        Column("escalated_to", "String", "support, engineering or empty"),
        Column("merged_into", "UInt64", "The ticket it became part of, or 0"),
        Column("created_at", AT),
        Column("updated_at", AT),
        Column("solved_at", MAYBE_AT),
        Column("due_at", MAYBE_AT, "The next target"),
    ),
    lambda access: current(
        "mirror_tickets", access, [each.name for each in TICKETS.columns], tickets_readable(access)
    ),
    links=(
        Link("person", "persons", "person_id", "id"),
        Link("account", "groups", "account_key", "key", "is_account"),
    ),
)
MESSAGES: SqlTable = SqlTable(
    "ticket_messages",
    "What was said on tickets you may read",
    (
        Column("ticket", "UInt64", "Its number"),
        Column("public", "Bool", "Internal notes are not"),
        Column("author_kind", "String", "customer, staff or system"),
        Column("author", "String"),
        Column("channel", "String"),
        Column("created_at", AT),
        Column("edited_at", MAYBE_AT),
        Column("body", "String", "Leads and admins only", is_body=True),
    ),
    lambda access: current(
        "mirror_messages",
        access,
        [each.name for each in MESSAGES.columns if access.bodies or not each.is_body],
        of_readable_tickets(access),
    ),
)


def register_ticket_tables() -> None:
    register(TICKETS)
    register(MESSAGES)
