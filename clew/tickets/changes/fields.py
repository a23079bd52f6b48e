"""Changes of the installation's own fields: ``field.region``."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError

from clew.core.actors import Actor
from clew.tickets import actions
from clew.tickets.changes.vocabulary import Change, ChangeField
from clew.tickets.fields import checked_value, definition_of, value_words
from clew.tickets.models import Ticket, TicketField


def find(slug: str) -> ChangeField | None:
    """None when there is no such field, or it is retired."""
    try:
        return _change_field(definition_of(slug))
    except ValidationError:
        return None


def _change_field(field: TicketField) -> ChangeField:
    name = f"field.{field.slug}"

    def apply(ticket: Ticket, value: Any, by: Actor, at: datetime | None) -> Change | None:
        before = ticket.fields.get(field.slug)
        changed = actions.set_field(ticket=ticket, slug=field.slug, value=value, by=by, at=at)
        return Change(name, before) if changed else None

    def say(value: Any) -> str:
        said = value_words(field, value)
        return f"Set {field.label} to {said}" if said else f"Clear {field.label}"

    return ChangeField(name, field.label, lambda value: checked_value(field, value), apply, say)
