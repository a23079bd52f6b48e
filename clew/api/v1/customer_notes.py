"""Notes of staff on people and groups: read and written, never by customers."""

from datetime import datetime
from typing import Self
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from ninja import Query, Router, Schema
from pydantic import Field

from clew.api.v1.customer_shapes import Who
from clew.api.v1.environments import environment_called
from clew.api.v1.idempotency import created
from clew.api.v1.tokens import TokenRequest
from clew.core.actors import Actor
from clew.people.actions.notes import write_note
from clew.people.models import CustomerNote, Group, Person
from clew.people.queries import group_for, person_for
from clew.people.queries.notes import notes_of

router = Router(tags=["customers"])
MOST = 200


class WhichGroup(Schema):
    type: str
    key: str
    environment: str = ""


class NoteShape(Schema):
    id: int
    person_id: UUID | None
    group_id: int | None
    text: str = Field(description="Markdown")
    pinned: bool
    author: str
    created_at: datetime
    edited_at: datetime | None

    @classmethod
    def of(cls, note: CustomerNote) -> Self:
        plain = ("person_id", "group_id", "text", "pinned", "created_at", "edited_at")
        return cls(
            id=note.pk, author=note.author_name, **{name: getattr(note, name) for name in plain}
        )


class NotesPage(Schema):
    items: list[NoteShape]
    next_cursor: str | None = None


class NoteGiven(Schema):
    text: str = Field(description="Markdown; customers never see it")
    pinned: bool = False


class Start(Schema):
    cursor: str = ""
    limit: int = 50


@router.get("/customers/person/notes", response=NotesPage)
def list_person_notes(request: TokenRequest, who: Query[Who], start: Query[Start]) -> NotesPage:
    """Pinned ones first, then the latest. The person by ``id``, ``distinct_id`` or ``email``."""
    return _page(notes_of(request.auth, [_person(request, who)]), start)


@router.post("/customers/person/notes", response={201: NoteShape})
@created
def write_person_note(request: TokenRequest, given: NoteGiven, who: Query[Who]) -> NoteShape:
    return _written(request, _person(request, who), given)


@router.get("/customers/group/notes", response=NotesPage)
def list_group_notes(
    request: TokenRequest, which: Query[WhichGroup], start: Query[Start]
) -> NotesPage:
    """Pinned ones first, then the latest."""
    return _page(notes_of(request.auth, [_group(request, which)]), start)


@router.post("/customers/group/notes", response={201: NoteShape})
@created
def write_group_note(
    request: TokenRequest, given: NoteGiven, which: Query[WhichGroup]
) -> NoteShape:
    return _written(request, _group(request, which), given)


def _person(request: TokenRequest, who: Who) -> Person:
    if len([given for given in (who.id, who.distinct_id, who.email) if given]) != 1:
        raise ValidationError("Say who: exactly one of id, distinct_id and email.")
    inside = environment_called(who.environment)
    return person_for(
        request.auth,
        environment=inside,
        id=who.id or None,
        distinct_id=who.distinct_id,
        email=who.email,
    )


def _group(request: TokenRequest, which: WhichGroup) -> Group:
    inside = environment_called(which.environment)
    found = group_for(request.auth, environment=inside, type=which.type, key=which.key)
    return found.merged_into or found


def _written(request: TokenRequest, customer: Person | Group, given: NoteGiven) -> NoteShape:
    by = Actor.token(request.auth)
    note = write_note(customer=customer, text=given.text, pinned=given.pinned, by=by)
    return NoteShape.of(note)


def _page(found: "QuerySet[CustomerNote]", start: Start) -> NotesPage:
    """The cursor is a count: what is pinned changes the order."""
    if start.cursor and not (start.cursor.isdecimal() and len(start.cursor) < 7):  # noqa: PLR2004
        raise ValidationError({"cursor": "Not a cursor. Start again without one."})
    skip, size = int(start.cursor or 0), max(1, min(start.limit, MOST))
    notes = list(found[skip : skip + size + 1])
    after = str(skip + size) if len(notes) > size else None
    return NotesPage(items=[NoteShape.of(note) for note in notes[:size]], next_cursor=after)
