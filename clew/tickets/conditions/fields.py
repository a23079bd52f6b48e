"""The register of what conditions may ask about. Other domains add theirs by ``register``.

A field answers in two-valued logic: its condition is never NULL, so that its opposite is exact.
Whatever lies in another table is asked by EXISTS, which also lets the planner choose between
looking it up for each ticket and hashing it once.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from django.db.models import Q

from clew.tickets.conditions.asking import Test
from clew.tickets.conditions.operators import OPERATORS, OPPOSITES, Kind, Operator

Choices = Iterable[tuple[str, str]]


@dataclass(frozen=True)
class ConditionField:
    """``holds`` gives the Q of a positive operator; the negative ones are its opposite.

    ``choices`` are offered; ``closed`` refuses every other value while parsing. ``clearable``
    adds “is set” and “is not set” to a choice or a time, ``partly`` “contains” to a choice.
    """

    name: str
    label: str
    kind: Kind
    holds: Callable[[Test], Q]
    choices: Callable[[], Choices] | None = None
    closed: bool = False
    clearable: bool = False
    section: str = "Ticket"
    partly: bool = False
    offered: bool = True  # in pickers; one that is not can still be asked

    @property
    def operators(self) -> tuple[Operator, ...]:
        names = {"contains", "not_contains"} if self.partly else set()
        names |= {"set", "not_set"} if self.clearable else set()
        more = (each for each in OPERATORS[Kind.TEXT] if each.name in names)
        return (*OPERATORS[self.kind], *more)

    def operator(self, name: str) -> Operator | None:
        return next((each for each in self.operators if each.name == name), None)

    def q(self, test: Test) -> Q:
        opposite = OPPOSITES.get(test.operator)
        if opposite is None:
            return self.holds(test)
        return ~self.holds(replace(test, operator=opposite))


@dataclass(frozen=True)
class FieldFamily:
    """Fields without end: ``person.<key>``. ``known`` are those to offer."""

    prefix: str
    label: str
    field: Callable[[str], ConditionField | None]
    known: Callable[[], list[ConditionField]] = list


FIELDS: dict[str, ConditionField] = {}
FAMILIES: dict[str, FieldFamily] = {}


def register(*fields: ConditionField) -> None:
    for field in fields:
        if field.name in FIELDS:
            raise ValueError(f"Two condition fields are called {field.name}")
        FIELDS[field.name] = field


def register_family(family: FieldFamily) -> None:
    if family.prefix in FAMILIES:
        raise ValueError(f"Two families of fields begin with {family.prefix}")
    FAMILIES[family.prefix] = family


def field_named(name: str) -> ConditionField | None:
    if found := FIELDS.get(name):
        return found
    family = FAMILIES.get(f"{name.partition('.')[0]}.")
    return family.field(name.partition(".")[2]) if family else None
