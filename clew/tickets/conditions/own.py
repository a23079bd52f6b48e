"""Fields an installation added to tickets, as ``field.<slug>``."""

from collections.abc import Callable, Iterable

from django.core.exceptions import ValidationError
from django.db.models import Q, TextField, Value
from django.db.models.functions import Coalesce
from django.db.models.lookups import GreaterThanOrEqual, LessThan

from clew.core.ids import id_in
from clew.people.staff_queries import active_staff
from clew.tickets.conditions.asking import Test
from clew.tickets.conditions.fields import (
    Choices,
    ConditionField,
    FieldFamily,
    register_family,
)
from clew.tickets.conditions.operators import Kind
from clew.tickets.conditions.properties import JsonText, property_holds
from clew.tickets.conditions.times import bounds
from clew.tickets.fields import definition_of, definitions
from clew.tickets.models import FieldKind, TicketField

KINDS = {
    FieldKind.TEXT: Kind.TEXT,
    FieldKind.NUMBER: Kind.NUMBER,
    FieldKind.CHOICE: Kind.CHOICE,
    FieldKind.DATE: Kind.TIME,
    FieldKind.PERSON: Kind.CHOICE,
    FieldKind.CHECKBOX: Kind.YES_NO,
}
Holds = Callable[[Test], Q]


def own_field(slug: str) -> ConditionField | None:
    try:
        return condition_field(definition_of(slug))
    except ValidationError:
        return None


def condition_field(field: TicketField) -> ConditionField:
    kind = FieldKind(field.kind)
    return ConditionField(
        name=f"field.{field.slug}",
        label=field.label,
        kind=KINDS[kind],
        holds=_holds(kind, field.slug),
        choices=_choices(field),
        clearable=kind in {FieldKind.CHOICE, FieldKind.PERSON, FieldKind.DATE},
        section="Own fields",
    )


def _holds(kind: FieldKind, slug: str) -> Holds:
    plain = property_holds("fields", slug)
    return {
        FieldKind.TEXT: plain,
        FieldKind.NUMBER: _number(slug, plain),
        FieldKind.CHOICE: _one_of(slug, lambda text, _: text),
        FieldKind.PERSON: _one_of(slug, _person),
        FieldKind.DATE: _day(slug),
        FieldKind.CHECKBOX: lambda _: Q(fields__contains={slug: True}),
    }[kind]


def _number(slug: str, plain: Holds) -> Holds:
    def holds(test: Test) -> Q:
        if test.operator == "is":
            return Q(fields__contains={slug: test.value})
        return plain(test)

    return holds


def _one_of(slug: str, stored: Callable[[str, Test], object]) -> Holds:
    """By containment, which the index on fields answers."""

    def holds(test: Test) -> Q:
        if test.operator == "set":
            return Q(fields__has_key=slug)
        either = [Q(fields__contains={slug: stored(text, test)}) for text in test.value]
        return Q(*either, _connector=Q.OR)

    return holds


def _person(text: str, test: Test) -> object:
    found = id_in(text)
    return test.me if text == "me" else text if found is None else found


def _day(slug: str) -> Holds:
    """Days as they are written, in UTC where time passes."""
    written = Coalesce(JsonText("fields", Value(slug)), Value(""), output_field=TextField())

    def holds(test: Test) -> Q:
        filled = Q(fields__has_key=slug)
        if test.operator == "set":
            return filled
        since, at = bounds(test)
        day = Value(at.date().isoformat())
        compare = GreaterThanOrEqual if since else LessThan
        return filled & Q(compare(written, day))

    return holds


def _choices(field: TicketField) -> Callable[[], Choices] | None:
    if field.kind == FieldKind.CHOICE:
        return lambda: [(each["value"], each["label"]) for each in field.choices]
    return _people if field.kind == FieldKind.PERSON else None


def _people() -> Iterable[tuple[str, str]]:
    return [("me", "Me"), *((str(staff.pk), staff.name) for staff in active_staff())]


def _known() -> list[ConditionField]:
    return [condition_field(field) for field in definitions()]


register_family(FieldFamily("field.", "Own field", own_field, _known))
