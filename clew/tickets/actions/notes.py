"""Correcting an internal note. Replies that left are with the customer and stay as they are."""

from collections.abc import Collection
from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError

from clew.core import facts
from clew.core.actors import Actor
from clew.tickets.actions.changing import changing
from clew.tickets.actions.messages import record_mentions
from clew.tickets.mentioning import mentioned_in
from clew.tickets.message_facts import NoteDeleted, NoteEdited, NoteRestored
from clew.tickets.models import Message, MessageEdit, Ticket
from clew.tickets.pictures import shown_pictures
from clew.tickets.rendering import html_of
from clew.tickets.validation import checked_body


def edit_note(
    *, ticket: Ticket, message: Message, body: str, by: Actor, mentions: Collection[int] = ()
) -> bool:
    """False when it says that already. Who is named for the first time hears of it."""
    text = checked_body(body)
    with changing(ticket) as at:
        _lock_own_note(message, by)
        if message.is_deleted:
            raise ValidationError("This note was deleted. Restore it, then edit it.")
        if message.body == text:
            return False
        _keep(message, by=by, deleted=False, at=at)
        message.edited_at = at
        _say(message, text, by=by, mentions=mentions)
        facts.record(NoteEdited(number=ticket.number, message_id=message.pk), by=by, at=at)
        return True


def delete_note(*, ticket: Ticket, message: Message, by: Actor) -> bool:
    """Its words leave the ticket, the search and the API; the place stays, with a name on it.

    They are kept in the note's history, which admins may open: a note may have been the reason for
    what somebody did, and a slip can be taken back.
    """
    with changing(ticket) as at:
        _lock_own_note(message, by)
        if message.is_deleted:
            return False
        _keep(message, by=by, deleted=True, at=at)
        message.deleted_at = at
        message.body = message.body_html = ""
        message.save(update_fields=["deleted_at", "body", "body_html"])
        facts.record(NoteDeleted(number=ticket.number, message_id=message.pk), by=by, at=at)
        return True


def restore_note(*, ticket: Ticket, message: Message, by: Actor) -> bool:
    with changing(ticket) as at:
        _lock_own_note(message, by)
        last = message.edits.filter(deleted=True).order_by("-at", "-pk").first()
        if not message.is_deleted or last is None:
            return False
        message.deleted_at = None
        _say(message, last.before, by=by, mentions=message.mentions.values_list("pk", flat=True))
        last.delete()
        facts.record(NoteRestored(number=ticket.number, message_id=message.pk), by=by, at=at)
        return True


def _lock_own_note(message: Message, by: Actor) -> None:
    message.refresh_from_db(from_queryset=Message.objects.select_for_update(of=("self",)))
    if not message.is_note:
        raise ValidationError("Only internal notes can be changed: the customer has this message.")
    if (by.kind, by.id) != ("staff", str(message.staff_id)):
        raise PermissionDenied(f"{message.author_name} wrote this note. Add one of your own.")


def _keep(message: Message, *, by: Actor, deleted: bool, at: datetime) -> None:
    MessageEdit.objects.create(
        message=message,
        staff_id=int(by.id),
        staff_name=by.name[:200],
        before=message.body,
        deleted=deleted,
        at=at,
    )


def _say(message: Message, text: str, *, by: Actor, mentions: Collection[int]) -> None:
    named = mentioned_in(text, mentions)
    known = set(message.mentions.values_list("pk", flat=True))
    message.body = text
    message.body_html = html_of(
        text,
        pictures=shown_pictures(text, message.attachments.all()),
        mentions=[staff.name for staff in named],
    )
    message.save(update_fields=["body", "body_html", "edited_at", "deleted_at"])
    message.mentions.set(named)
    if fresh := [staff.pk for staff in named if staff.pk not in known]:
        record_mentions(message, fresh, by=by)
