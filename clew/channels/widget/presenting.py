"""Tickets as customers see them: public messages only, in words of theirs."""

from django.urls import reverse

from clew.channels.widget.options import (
    FILE_LIMIT,
    FILES_LIMIT,
    KINDS,
    MESSAGE_LIMIT,
    SEVERITIES,
    STATUSES,
    Options,
)
from clew.channels.widget.queries import messages_for_customer
from clew.tickets.fields import definitions
from clew.tickets.models import Attachment, AuthorKind, Message, Status, Ticket, TicketField
from clew.tickets.pictures import without_pictures, words_for_pictures
from clew.tickets.snippets import snippet_of_message

Json = dict[str, object]


def form(chosen: Options) -> Json:
    return {
        "title": chosen.title,
        "kinds": [{"value": value, "label": label} for value, label in KINDS.items()],
        "areas": list(chosen.areas),
        "fields": [own_field(each) for each in definitions() if each.shown_to_customer],
        "severities": [
            {"value": value, "label": label, "description": description}
            for value, (label, description) in SEVERITIES.items()
        ],
        "limits": {"message": MESSAGE_LIMIT, "file": FILE_LIMIT, "files": FILES_LIMIT},
    }


def own_field(field: TicketField) -> Json:
    """One the installation asks customers for."""
    choices = [choice for choice in field.choices if not choice.get("retired")]
    return {
        "slug": field.slug,
        "label": field.label,
        "help": field.help,
        "kind": field.kind,
        "choices": [{"value": each["value"], "label": each["label"]} for each in choices],
        "areas": list(field.areas),
    }


def summary(ticket: Ticket) -> Json:
    """``last_reply`` is annotated by ticket_list_for: the widget compares it with what was read."""
    snippet, author = ticket.snippet, ticket.last_message_by
    if getattr(ticket, "is_joined", True):  # the row's words may be those of another customer
        newest = messages_for_customer(ticket).last()
        snippet = snippet_of_message(newest) if newest else ""
        author = newest.author_kind if newest else AuthorKind.CUSTOMER
    return {
        "number": ticket.number,
        "subject": ticket.subject,
        "status": ticket.status,
        "status_label": STATUSES[ticket.status],
        "snippet": snippet,
        "from_us": author == AuthorKind.STAFF,
        "last_reply": getattr(ticket, "last_reply", None) or 0,
        "updated_at": ticket.updated_at,
    }


def conversation(ticket: Ticket) -> Json:
    messages = list(messages_for_customer(ticket))
    replies = [each.pk for each in messages if each.author_kind == AuthorKind.STAFF]
    return {
        "number": ticket.number,
        "subject": ticket.subject,
        "status": ticket.status,
        "status_label": STATUSES[ticket.status],
        "last_reply": max(replies, default=0),
        "asks_if_solved": ticket.status == Status.PENDING and bool(replies),
        "created_at": ticket.created_at,
        "messages": [message_of(ticket, each) for each in messages],
    }


def message_of(ticket: Ticket, message: Message) -> Json:
    customer = message.author_kind == AuthorKind.CUSTOMER
    return {
        "id": message.pk,
        "from": "customer" if customer else "team",
        "mine": customer and message.person_id in {ticket.requester_id, None},
        "name": _name(ticket, message),
        "body": words_for_pictures(message.body),
        "body_html": without_pictures(message.body_html),
        "created_at": message.created_at,
        "attachments": [file_of(each) for each in message.attachments.all()],
    }


def _name(ticket: Ticket, message: Message) -> str:
    """A customer is called what the page called them, never what we know: the id may be a claim."""
    if message.author_kind == AuthorKind.STAFF:
        return message.author_name
    if message.author_kind == AuthorKind.SYSTEM:
        return "Support"
    return str(ticket.context.get("contact_name", "")) or "Customer"


def file_of(attachment: Attachment) -> Json:
    return {
        "secret": attachment.secret,
        "name": attachment.filename,
        "size": attachment.size,
        "url": reverse("widget:attachment", args=[attachment.secret]),
    }
