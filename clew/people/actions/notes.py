"""Notes of staff on customers. Light agents write them too, as they do on tickets."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from clew.core import clock
from clew.core.actors import Actor
from clew.core.facts import record
from clew.people.models import CustomerNote, Group, Person, Staff
from clew.people.note_facts import (
    AboutNote,
    CustomerNoteDeleted,
    CustomerNoteEdited,
    CustomerNotePinned,
    CustomerNoteRestored,
    CustomerNoteWritten,
)

MAX_TEXT = 20_000  # characters


@transaction.atomic
def write_note(
    *, customer: Person | Group, text: str, by: Actor, pinned: bool = False
) -> CustomerNote:
    """``text`` is Markdown. Raises ValidationError when there is nothing in it."""
    note = CustomerNote.objects.create(
        person=customer if isinstance(customer, Person) else None,
        group=customer if isinstance(customer, Group) else None,
        text=checked_text(text),
        pinned=pinned,
        author=Staff.objects.get(pk=int(by.id)) if by.kind == "staff" else None,
        author_name=by.name[:120],
        created_at=clock.now(),
    )
    record(_about(CustomerNoteWritten, note), by=by)
    return note


@transaction.atomic
def edit_note(*, note: CustomerNote, text: str, by: Actor) -> bool:
    """False when it says that already. Only its author."""
    text = checked_text(text)
    _lock(note)
    if (by.kind, by.id) != ("staff", str(note.author_id)):
        raise PermissionDenied(f"{note.author_name} wrote this note. Add one of your own.")
    if note.deleted_at is not None:
        raise ValidationError("This note was deleted. Restore it, then edit it.")
    if note.text == text:
        return False
    note.text, note.edited_at = text, clock.now()
    note.save(update_fields=["text", "edited_at"])
    record(_about(CustomerNoteEdited, note), by=by)
    return True


@transaction.atomic
def pin_note(*, note: CustomerNote, pinned: bool, by: Actor) -> bool:
    """What everybody should see first; its author and whoever may change tickets decide."""
    _lock(note)
    if not (_wrote(note, by) or _is_agent(by)):
        raise PermissionDenied(f"{note.author_name} wrote this note. An agent can pin it.")
    if note.pinned == pinned or note.deleted_at is not None:
        return False
    note.pinned = pinned
    note.save(update_fields=["pinned"])
    record(_about(CustomerNotePinned, note, pinned=pinned), by=by)
    return True


@transaction.atomic
def delete_note(*, note: CustomerNote, by: Actor) -> bool:
    """Its author, or an admin. It can be put back."""
    return _set_deleted(note, by=by, deleted=True)


@transaction.atomic
def restore_note(*, note: CustomerNote, by: Actor) -> bool:
    return _set_deleted(note, by=by, deleted=False)


def checked_text(text: str) -> str:
    cleaned = text.replace("\x00", "").replace("\r\n", "\n").strip()
    if not cleaned:
        raise ValidationError({"text": "Write the note first."})
    if len(cleaned) > MAX_TEXT:
        raise ValidationError({"text": f"A note has at most {MAX_TEXT:,} characters."})
    return cleaned


def _set_deleted(note: CustomerNote, *, by: Actor, deleted: bool) -> bool:
    _lock(note)
    if not (_wrote(note, by) or _is_admin(by)):
        raise PermissionDenied(f"{note.author_name} wrote this note. Ask them or an admin.")
    if (note.deleted_at is not None) == deleted:
        return False
    note.deleted_at = clock.now() if deleted else None
    note.save(update_fields=["deleted_at"])
    record(_about(CustomerNoteDeleted if deleted else CustomerNoteRestored, note), by=by)
    return True


def _lock(note: CustomerNote) -> None:
    note.refresh_from_db(from_queryset=CustomerNote.objects.select_for_update(of=("self",)))


def _wrote(note: CustomerNote, by: Actor) -> bool:
    return by.kind == "staff" and by.id == str(note.author_id)


def _is_agent(by: Actor) -> bool:
    return by.kind != "staff" or Staff.objects.get(pk=int(by.id)).can_reply_publicly


def _is_admin(by: Actor) -> bool:
    return by.kind != "staff" or Staff.objects.get(pk=int(by.id)).is_admin


def _about(fact: type[AboutNote], note: CustomerNote, **more: bool) -> AboutNote:
    person = str(note.person_id) if note.person_id else ""
    return fact(note_id=note.pk, person_id=person, group_id=note.group_id, **more)
