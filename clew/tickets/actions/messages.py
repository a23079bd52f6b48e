"""Putting a message on a ticket: its HTML, its files, the list row and the fact."""

from collections.abc import Sequence
from datetime import datetime

from django.core.exceptions import ValidationError
from django.utils.text import Truncator

from clew.core import facts
from clew.core.actors import Actor
from clew.people.models import Person, Staff
from clew.tickets.actions.changing import save
from clew.tickets.facts import MessagePosted
from clew.tickets.models import Attachment, AuthorKind, Message, Ticket
from clew.tickets.rendering import html_of, plain_text, shortened
from clew.tickets.validation import checked_body

SNIPPET = 200  # characters


def customer_message(
    ticket: Ticket, *, person: Person, body: str, channel: str, at: datetime
) -> Message:
    return Message(
        ticket=ticket,
        public=True,
        author_kind=AuthorKind.CUSTOMER,
        person=person,
        author_name=Truncator(person.display_name).chars(200),
        body=checked_body(body),
        channel=channel,
        created_at=at,
    )


def staff_message(
    ticket: Ticket, *, staff: Staff | None, by: Actor, body: str, public: bool, at: datetime
) -> Message:
    """``staff`` is empty for an API token, which signs with its name."""
    return Message(
        ticket=ticket,
        public=public,
        author_kind=AuthorKind.STAFF,
        staff=staff,
        author_name=Truncator(str(staff) if staff else by.name).chars(200),
        body=checked_body(body),
        channel=ticket.channel if staff else "api",
        created_at=at,
    )


def post(ticket: Ticket, message: Message, *, attachments: Sequence[Attachment], by: Actor) -> None:
    """Store the message on a ticket that the caller has locked or just made."""
    message.body_html = html_of(message.body)
    message.save(force_insert=True)
    claim(attachments, message)
    fields = ["message_count"]
    ticket.message_count += 1
    if message.public:
        ticket.snippet = shortened(plain_text(message.body), SNIPPET)
        ticket.last_message_by = message.author_kind
        fields += ["snippet", "last_message_by"]
    save(ticket, *fields, at=max(message.created_at, ticket.updated_at))
    facts.record(
        MessagePosted(
            number=ticket.number,
            message_id=message.pk,
            public=message.public,
            author_kind=message.author_kind,
        ),
        by=by,
        at=message.created_at,
    )


def claim(attachments: Sequence[Attachment], message: Message) -> None:
    """Bind uploads to their message; an upload belongs to one message for ever."""
    waiting = Attachment.objects.filter(
        pk__in=[attachment.pk for attachment in attachments], message__isnull=True
    )
    if waiting.update(message=message) != len(attachments):
        raise ValidationError(
            {"attachments": "An attachment has expired or was sent already. Attach it again."}
        )
    for attachment in attachments:
        attachment.message = message
