"""What admins do with the fields of tickets: define, change, order, retire, delete."""

from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.text import slugify

from clew.core import clock
from clew.core.actors import Actor
from clew.core.facts import record
from clew.tickets import setting_facts as facts
from clew.tickets.models import FieldKind, Status, Ticket, TicketField
from clew.tickets.validation import one_line

MAX_FIELDS = 60
MAX_CHOICES = 100


@dataclass(frozen=True)
class Definition:
    """What an admin writes. ``choices`` are labels; a value is made from each once."""

    label: str
    kind: str = FieldKind.TEXT
    help: str = ""
    choices: Sequence[str] = ()
    required_on: Sequence[str] = ()
    areas: Sequence[str] = ()
    shown_to_customer: bool = False
    slug: str = dataclass_field(default="")


@transaction.atomic
def create_field(*, definition: Definition, by: Actor) -> TicketField:
    """Raises ValidationError by field with words."""
    count = TicketField.objects.count()
    if count >= MAX_FIELDS:
        raise ValidationError(f"There are {MAX_FIELDS} fields already. Delete or retire one first.")
    slug = _slug(definition)
    row = TicketField(slug=slug, kind=_kind(definition), created_at=clock.now(), position=count + 1)
    _write(row, definition)
    row.save(force_insert=True)
    record(facts.FieldCreated(slug=slug, label=row.label, kind=row.kind), by=by)
    return row


@transaction.atomic
def edit_field(*, field: TicketField, definition: Definition, by: Actor) -> list[str]:
    """The kind and slug stay. Returns what changed; choices that were taken out are retired."""
    before = _said(field)
    _write(field, definition)
    changed = [name for name, value in _said(field).items() if before[name] != value]
    if changed:
        field.save()
        record(facts.FieldEdited(slug=field.slug, label=field.label, changed=changed), by=by)
    return changed


@transaction.atomic
def retire_field(*, field: TicketField, by: Actor) -> None:
    """No longer asked or shown; values stay and can be searched by the API."""
    _switch(field, active=False)
    record(facts.FieldRetired(slug=field.slug, label=field.label), by=by)


@transaction.atomic
def restore_field(*, field: TicketField, by: Actor) -> None:
    _switch(field, active=True)
    record(facts.FieldRestored(slug=field.slug, label=field.label), by=by)


@transaction.atomic
def delete_field(*, field: TicketField, by: Actor) -> None:
    """Raises ValidationError while any ticket has a value."""
    if used := tickets_with(field.slug):
        has = "ticket has" if used == 1 else "tickets have"
        text = f"{used} {has} a value in “{field.label}”. Retire it instead; the values are kept."
        raise ValidationError(text)
    slug, label = field.slug, field.label
    field.delete()
    record(facts.FieldDeleted(slug=slug, label=label), by=by)


@transaction.atomic
def move_field(*, field: TicketField, place: int, by: Actor) -> None:
    """To the ``place``th of all, from 1."""
    rows = list(TicketField.objects.select_for_update())
    others = [row for row in rows if row.pk != field.pk]
    place = max(1, min(place, len(rows)))
    others.insert(place - 1, field)
    for at, row in enumerate(others, start=1):
        row.position = at
    TicketField.objects.bulk_update(others, ["position"])
    record(facts.FieldsReordered(slug=field.slug, label=field.label, place=place), by=by)


def fields_follow_area(before: str, after: str) -> None:
    """A renamed or merged product area keeps the fields that are asked for it."""
    for field in TicketField.objects.filter(areas__contains=[before]):
        renamed = (after if area == before else area for area in field.areas)
        field.areas = list(dict.fromkeys(renamed))
        field.save(update_fields=["areas"])


def tickets_with(slug: str) -> int:
    return Ticket.objects.filter(fields__has_key=slug).count()


def _switch(field: TicketField, *, active: bool) -> None:
    field.active = active
    field.save(update_fields=["active"])


def _slug(definition: Definition) -> str:
    slug = slugify(definition.slug or definition.label)[:40].strip("-")
    if not slug:
        raise ValidationError({"label": "Give the field a name with letters or digits."})
    if TicketField.objects.filter(slug=slug).exists():
        raise ValidationError({"label": "There is a field of this name. Choose another name."})
    return slug


def _kind(definition: Definition) -> str:
    if definition.kind not in FieldKind.values:
        known = ", ".join(FieldKind.values)
        raise ValidationError({"kind": f"“{definition.kind}” is no kind. Use one of: {known}."})
    return definition.kind


def _write(row: TicketField, definition: Definition) -> None:
    row.label = one_line(definition.label)[:60]
    if not row.label:
        raise ValidationError({"label": "Give the field a name."})
    row.help = one_line(definition.help)[:200]
    row.required_on = [each for each in Status.values if each in definition.required_on]
    row.areas = list(
        dict.fromkeys(one_line(area)[:80] for area in definition.areas if area.strip())
    )
    row.shown_to_customer = definition.shown_to_customer and row.kind != FieldKind.PERSON
    if row.kind == FieldKind.CHOICE:
        row.choices = _choices(row.choices, definition.choices)


def _choices(before: list[dict[str, Any]], labels: Sequence[str]) -> list[dict[str, Any]]:
    """In the order given; one that is no longer named is retired, for tickets that have it."""
    wanted = list(dict.fromkeys(filter(None, (one_line(label)[:80] for label in labels))))
    if not wanted:
        raise ValidationError({"choices": "Write at least one choice, each on a line of its own."})
    if len(wanted) > MAX_CHOICES:
        raise ValidationError({"choices": f"Write at most {MAX_CHOICES} choices."})
    known = {choice["label"]: choice["value"] for choice in before}
    taken = set(known.values())
    chosen = []
    for label in wanted:
        value = known.get(label) or _free_value(label, taken)
        taken.add(value)
        chosen.append({"value": value, "label": label, "retired": False})
    gone = [{**each, "retired": True} for each in before if each["label"] not in wanted]
    return [*chosen, *gone]


def _free_value(label: str, taken: set[str]) -> str:
    wanted = slugify(label)[:40] or "choice"
    numbered = (f"{wanted}-{number}" for number in range(2, len(taken) + 3))
    return wanted if wanted not in taken else next(each for each in numbered if each not in taken)


def _said(field: TicketField) -> dict[str, Any]:
    return {
        "name": field.label,
        "help": field.help,
        "choices": [dict(choice) for choice in field.choices],
        "required statuses": list(field.required_on),
        "product areas": list(field.areas),
        "shown to customers": field.shown_to_customer,
    }
