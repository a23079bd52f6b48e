"""Filling in a field that this installation added to tickets."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from clew.core import facts
from clew.core.actors import Actor
from clew.tickets.actions.changing import changing, refuse_light_agents, save
from clew.tickets.facts import FieldChanged
from clew.tickets.fields import applies, checked_value, definition_of, definitions, value_words
from clew.tickets.models import Ticket, TicketField


def set_field(
    *, ticket: Ticket, slug: str, value: Any, by: Actor, at: datetime | None = None
) -> bool:
    """Empty clears it. Raises ValidationError for an unknown field or a value that does not fit."""
    refuse_light_agents(by)
    field = definition_of(slug)
    with changing(ticket, at=at) as moment:
        before = ticket.fields.get(slug)
        if value == before:  # also a choice that is retired by now
            return False
        after = checked_value(field, value)
        if before == after:
            return False
        ticket.fields = _with(ticket.fields, slug, after)
        save(ticket, "fields", at=moment)
        fact = FieldChanged(
            number=ticket.number,
            field=slug,
            label=field.label,
            before=value_words(field, before),
            after=value_words(field, after),
        )
        facts.record(fact, by=by, at=moment)
        return True


def checked_fields(given: Mapping[str, Any], *, area: str) -> dict[str, Any]:
    """Values for a ticket that is being opened: those that do not apply are left out.

    Raises ValidationError for a value that does not fit. Nothing given costs no statement.
    """
    return _checked(given, area, definitions) if _says_something(given) else {}


def public_fields(given: Mapping[str, Any], *, area: str) -> dict[str, Any]:
    """As ``checked_fields``, from a customer: only what the contact form shows."""
    if not _says_something(given):
        return {}
    return _checked(given, area, lambda: [each for each in definitions() if each.shown_to_customer])


def _says_something(given: Mapping[str, Any]) -> bool:
    return any(value not in (None, "", False) for value in given.values())


def _checked(
    given: Mapping[str, Any], area: str, known: Callable[[], list[TicketField]]
) -> dict[str, Any]:
    fields = {field.slug: field for field in known() if applies(field, area)}
    checked = {slug: checked_value(fields[slug], given[slug]) for slug in given if slug in fields}
    return {slug: value for slug, value in checked.items() if value is not None}


def _with(fields: dict[str, Any], slug: str, value: Any) -> dict[str, Any]:
    kept = {key: each for key, each in fields.items() if key != slug}
    return kept if value is None else {**kept, slug: value}
