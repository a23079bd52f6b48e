"""Putting a message on a ticket: its HTML, its files, the list row and the fact."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils.text import Truncator

from clew.core import facts
from clew.core.actors import Actor
from clew.core.inserting import insert
from clew.people.models import Person, Staff
from clew.tickets.actions.changing import save
from clew.tickets.arriving import PLAIN, Arriving
from clew.tickets.facts import MessagePosted
from clew.tickets.mentioning import mentioned_in
from clew.tickets.message_facts import StaffMentioned
from clew.tickets.models import Attachment, AuthorKind, Message, Ticket
from clew.tickets.pictures import shown_pictures
from clew.tickets.rendering import html_of
from clew.tickets.snippets import snippet_of_message
from clew.tickets.validation import checked_body, storable

MACHINE = "machine"  # who wrote, in facts: a mailbox by itself


def customer_message(
    ticket: Ticket,
    *,
    person: Person,
    body: str,
    channel: str,
    at: datetime,
    arriving: Arriving = PLAIN,
) -> Message:
    return Message(
        ticket=ticket,
        public=True,
        author_kind=AuthorKind.CUSTOMER,
        person=person,
        author_name=Truncator(arriving.author_name or person.display_name).chars(200),
        body=checked_body(body),
        body_html=storable(arriving.html),
        mail=_kept_of_mail(arriving),
        channel=channel,
        created_at=at,
    )


def _kept_of_mail(arriving: Arriving) -> dict[str, Any] | None:
    if arriving.mail is None and not arriving.automatic:
        return None
    return dict(storable(dict(arriving.mail or {}))) | (
        {"auto": (arriving.mail or {}).get("auto") or True} if arriving.automatic else {}
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


def post(
    ticket: Ticket,
    message: Message,
    *,
    attachments: Sequence[Attachment],
    by: Actor,
    mentions: Collection[int] = (),
) -> None:
    """Store the message on a ticket that the caller has locked or just made."""
    store(message, attachments=attachments, by=by, mentions=mentions)
    announce(ticket, message, by=by)


def store(
    message: Message,
    *,
    attachments: Sequence[Attachment],
    by: Actor,
    mentions: Collection[int] = (),
    beside: Sequence[Model] = (),
) -> None:
    """With its HTML and files. In a note, names of ours are references to the people.

    ``beside`` are other new rows, written in the same statement; if they name the message, it
    has its key.
    """
    named = mentioned_in(message.body, mentions) if message.is_note else []
    message.body_html = message.body_html or html_of(
        message.body,
        pictures=shown_pictures(message.body, attachments),
        mentions=[staff.name for staff in named],
    )
    insert(*beside, message)
    claim(attachments, message)
    message.files, message.sendings = [*attachments], []
    if named:
        message.mentions.set(named)
        record_mentions(message, [staff.pk for staff in named], by=by)


def record_mentions(message: Message, staff_ids: list[int], *, by: Actor) -> None:
    number = message.ticket.number
    fact = StaffMentioned(number=number, message_id=message.pk, staff_ids=staff_ids)
    facts.record(fact, by=by, at=message.edited_at or message.created_at)


def announce(ticket: Ticket, message: Message, *, by: Actor) -> None:
    """What the ticket knows of its newest message, and that it was posted."""
    save(ticket, *counted(ticket, message), at=max(message.created_at, ticket.updated_at))
    record_posting(ticket, message, by=by)


def counted(ticket: Ticket, message: Message) -> list[str]:
    """Puts into the ticket what it knows of its newest message; the names of these fields."""
    fields = ["message_count"]
    ticket.message_count += 1
    # What machines write is nobody's answer.
    if message.public and message.author_kind != AuthorKind.SYSTEM and not message.is_automatic:
        ticket.snippet = snippet_of_message(message)
        ticket.last_message_by = message.author_kind
        fields += ["snippet", "last_message_by"]
    return fields


def record_posting(ticket: Ticket, message: Message, *, by: Actor, opens: bool = False) -> None:
    facts.record(
        MessagePosted(
            number=ticket.number,
            message_id=message.pk,
            public=message.public,
            author_kind=MACHINE if message.is_automatic else message.author_kind,
            opens=opens,
        ),
        by=by,
        at=message.created_at,
    )


def claim(attachments: Sequence[Attachment], message: Message) -> None:
    """Bind uploads to their message; an upload belongs to one message for ever."""
    if not attachments:
        return
    waiting = Attachment.objects.filter(
        pk__in=[attachment.pk for attachment in attachments], message__isnull=True
    )
    if waiting.update(message=message) != len(attachments):
        raise ValidationError(
            {"attachments": "An attachment has expired or was sent already. Attach it again."}
        )
    for attachment in attachments:
        attachment.message = message
