"""Tickets and their messages, as SQL reads them."""

from clew.analytics.mirror import Mirrored, register
from clew.analytics.mirror.registered import instant

TICKETS = Mirrored(
    name="tickets",
    store="mirror_tickets",
    key="ticket.id",
    key_type="bigint",
    rows="""tickets_ticket AS ticket
        JOIN people_person AS person ON person.id = ticket.requester_id
        LEFT JOIN people_team AS team ON team.id = ticket.team_id
        LEFT JOIN people_staff AS assignee ON assignee.id = ticket.assignee_id
        LEFT JOIN people_group AS account ON account.id = ticket.account_id
        LEFT JOIN tickets_ticket AS survivor ON survivor.id = ticket.merged_into_id""",
    values={
        "id": "ticket.id",
        "environment_id": "ticket.environment_id",
        "number": "ticket.number",
        "subject": "ticket.subject",
        "status": "ticket.status",
        "severity": "ticket.severity",
        "priority": "ticket.priority",
        "kind": "ticket.kind",
        "area": "ticket.area",
        "channel": "ticket.channel",
        "team_id": "coalesce(team.id, 0)",
        "team": "coalesce(team.name, '')",
        "assignee_id": "coalesce(assignee.id, 0)",
        "assignee": "coalesce(assignee.name, '')",
        "follower_ids": """coalesce((
            SELECT json_agg(follower.staff_id) FROM tickets_follower AS follower
            WHERE follower.ticket_id = ticket.id AND follower.staff_id IS NOT NULL
        ), '[]')""",
        "person_id": "ticket.requester_id",
        "requester_email": "person.email",
        "account_key": "coalesce(account.key, '')",
        "plan": "coalesce(account.plan, '')",
        "verified": "ticket.verified",
        "tags": "ticket.tags",
        "fields": "ticket.fields",
        "message_count": "ticket.message_count",
        "last_message_by": "ticket.last_message_by",
        "escalated_to": "ticket.escalated_to",
        "merged_into": "coalesce(survivor.number, 0)",
        "created_at": instant("ticket.created_at"),
        "updated_at": instant("ticket.updated_at"),
        "solved_at": instant("ticket.solved_at"),
        "due_at": instant("ticket.due_at"),
    },
)
MESSAGES = Mirrored(
    name="ticket_messages",
    store="mirror_messages",
    key="message.id",
    key_type="bigint",
    rows="""tickets_message AS message
        JOIN tickets_ticket AS ticket ON ticket.id = message.ticket_id""",
    where="message.releases_at IS NULL AND message.deleted_at IS NULL",
    values={
        "id": "message.id",
        "environment_id": "ticket.environment_id",
        "ticket_id": "ticket.id",
        "ticket": "ticket.number",
        "public": "message.public",
        "author_kind": "message.author_kind",
        "author": "message.author_name",
        "staff_id": "coalesce(message.staff_id, 0)",
        "channel": "message.channel",
        "created_at": instant("message.created_at"),
        "edited_at": instant("message.edited_at"),
        "body": "message.body",
    },
)


def register_tickets() -> None:
    register(TICKETS)
    register(MESSAGES)
