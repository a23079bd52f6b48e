"""Conditions as a tree: items joined by “all” and “any”, nested."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from clew.tickets.conditions.asking import Asker, Test
from clew.tickets.conditions.fields import ConditionField


@dataclass(frozen=True)
class Item:
    """One line: what a field must say."""

    field: ConditionField
    operator: str
    value: Any

    def q(self, asker: Asker) -> Q:
        return self.field.q(Test(self.operator, self.value, asker))

    def data(self) -> dict[str, Any]:
        return {"field": self.field.name, "operator": self.operator, "value": self.value}


@dataclass(frozen=True)
class Conditions:
    """Every part of ``all``, and at least one of ``any`` if there are some. Empty: every ticket."""

    all: tuple["Item | Conditions", ...] = ()
    any: tuple["Item | Conditions", ...] = ()

    def q(self, asker: Asker) -> Q:
        found = Q()
        for part in self.all:
            found &= part.q(asker)
        either = [part.q(asker) for part in self.any]
        return found & Q(*either, _connector=Q.OR) if either else found

    def data(self) -> dict[str, Any]:
        """As ``parse`` takes it."""
        parts = {"all": self.all, "any": self.any}
        return {name: [part.data() for part in held] for name, held in parts.items() if held}

    def items(self) -> Iterator[Item]:
        for part in (*self.all, *self.any):
            if isinstance(part, Item):
                yield part
            else:
                yield from part.items()

    def joined(self, other: "Conditions") -> "Conditions":
        """What both hold for."""
        if not (self.any or other.any):
            return Conditions(all=(*self.all, *other.all))
        if not (self.all or self.any):
            return other
        return Conditions(all=(self, other)) if other.all or other.any else self
