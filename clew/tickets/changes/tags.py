"""Adding and removing tags. Taking it back touches only the tags that it moved."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError

from clew.core.actors import Actor
from clew.tickets import actions
from clew.tickets.actions.tags import clean_tags
from clew.tickets.changes.vocabulary import Change, ChangeField
from clew.tickets.models import Ticket


def _tags(value: Any) -> list[str]:
    """A list, or text with commas."""
    given = value.split(",") if isinstance(value, str) else value
    if not isinstance(given, list | tuple) or not all(isinstance(tag, str) for tag in given):
        raise ValidationError({"tags": "Tags are a list of words."})
    if not (tidy := clean_tags(given)):
        raise ValidationError({"tags": "Write at least one tag."})
    return tidy


def _add(ticket: Ticket, value: Any, by: Actor, at: datetime | None) -> Change | None:
    before = set(ticket.tags)
    actions.add_tags(ticket=ticket, tags=value, by=by, at=at)
    added = [tag for tag in ticket.tags if tag in value and tag not in before]
    return Change("tags.remove", added) if added else None


def _remove(ticket: Ticket, value: Any, by: Actor, at: datetime | None) -> Change | None:
    before = list(ticket.tags)
    actions.remove_tags(ticket=ticket, tags=value, by=by, at=at)
    removed = [tag for tag in before if tag in value and tag not in ticket.tags]
    return Change("tags.add", removed) if removed else None


def _named(tags: list[str]) -> str:
    return f"{'tag' if len(tags) == 1 else 'tags'} {', '.join(tags)}"


FIELDS = (
    ChangeField("tags.add", "Add tags", _tags, _add, lambda tags: f"Add {_named(tags)}"),
    ChangeField(
        "tags.remove", "Remove tags", _tags, _remove, lambda tags: f"Remove {_named(tags)}"
    ),
)
