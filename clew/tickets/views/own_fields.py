"""The installation's own fields as a page shows them: chips with values, and inputs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.http import QueryDict

from clew.people.models import Staff
from clew.tickets.fields import applies, checked_value, definitions, is_filled, value_words
from clew.tickets.models import Status, Ticket, TicketField


@dataclass(frozen=True)
class Chip:
    label: str
    words: str


@dataclass(frozen=True)
class Choice:
    value: str
    label: str
    chosen: bool


@dataclass(frozen=True)
class Input:
    """``name`` is of the form, ``note`` says when it must be filled in."""

    name: str
    slug: str
    label: str
    help: str
    kind: str
    value: Any
    choices: list[Choice]
    note: str
    error: str = ""


@dataclass(frozen=True)
class OwnFields:
    chips: list[Chip]
    asked: int

    @property
    def label(self) -> str:
        return f"{len(self.chips)} of {self.asked} filled in"


def own_fields(ticket: Ticket, people: Sequence[Staff]) -> OwnFields:
    """No statement for a ticket that came through ``ticket_for``."""
    rows = getattr(ticket, "asked", None) if hasattr(ticket, "asked") else _known()
    fields = [TicketField(active=True, **row) for row in rows or []]
    shown = [field for field in fields if applies(field, ticket.area)]
    names = {staff.pk: str(staff) for staff in people}
    values = [(field, ticket.fields.get(field.slug)) for field in shown]
    chips = [
        Chip(field.label, value_words(field, value, names))
        for field, value in values
        if is_filled(value)
    ]
    return OwnFields(chips, len(shown))


def _known() -> list[dict[str, Any]]:
    names = ("slug", "label", "kind", "choices", "areas")
    return [{name: getattr(field, name) for name in names} for field in definitions()]


@dataclass(frozen=True)
class OwnGiven:
    """As typed, and by slug what is wrong with it."""

    values: dict[str, Any]
    errors: dict[str, str]


def given_fields(data: QueryDict) -> OwnGiven:
    """From a form; one statement if anything of it is filled in."""
    prefix = "field."
    values: dict[str, Any] = {
        name.removeprefix(prefix): data[name] for name in data if name.startswith(prefix)
    }
    errors = {}
    for field in definitions() if any(values.values()) else []:
        try:
            checked_value(field, values.get(field.slug, ""))
        except ValidationError as error:
            errors[field.slug] = error.messages[0].removeprefix(f"{field.label}: ")
    return OwnGiven(values, errors)


def inputs(
    fields: Sequence[TicketField],
    values: Mapping[str, Any],
    people: Sequence[Staff],
    errors: Mapping[str, str] | None = None,
) -> list[Input]:
    return [
        Input(
            name=f"field.{field.slug}",
            slug=field.slug,
            label=field.label,
            help=field.help,
            kind=field.kind,
            value=values.get(field.slug, ""),
            choices=_choices(field, values.get(field.slug), people),
            note=_note(field),
            error=(errors or {}).get(field.slug, ""),
        )
        for field in fields
    ]


def _choices(field: TicketField, value: Any, people: Sequence[Staff]) -> list[Choice]:
    """A retired one is offered only where it is chosen already."""
    if field.kind == "person":
        return [Choice(str(each.pk), str(each), str(each.pk) == str(value)) for each in people]
    rows = [row for row in field.choices if not row.get("retired") or row["value"] == value]
    return [Choice(row["value"], row["label"], row["value"] == value) for row in rows]


def _note(field: TicketField) -> str:
    named = [str(Status(each).label) for each in field.required_on if each in Status.values]
    return f"Needed for {' and '.join(named)}" if named else ""
