"""A row of the builder, and a group of them: what is being written, right or not yet."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from clew.tickets import conditions
from clew.tickets.conditions import FAMILIES, FIELDS, ConditionField, FieldFamily, Kind, Takes

ROOT = "c"
FIRST = "status"
UNITS = {"h", "d"}


@dataclass
class Row:
    """One condition as it is being written."""

    path: str
    name: str = FIRST
    key: str = ""  # of person.<key>
    operator: str = ""
    value: list[str] = field(default_factory=list)
    error: str = ""

    is_group = False

    @cached_property
    def known(self) -> ConditionField | None:
        return conditions.field_named(self.full_name)

    @property
    def full_name(self) -> str:
        return f"{self.name}{self.key}" if self.family else self.name

    @property
    def family(self) -> FieldFamily | None:
        return FAMILIES.get(self.name)

    @property
    def operators(self) -> list[conditions.Operator]:
        found = self.known or (self.family and self.family.field("key"))
        return list(found.operators) if found else []

    @property
    def takes(self) -> str:
        found = next((each for each in self.operators if each.name == self.operator), None)
        return found.takes if found else Takes.TEXT

    @cached_property
    def choices(self) -> list[tuple[str, str]]:
        """With what was chosen and is not offered any more."""
        if self.known is None or self.known.choices is None:
            return []
        found = list(self.known.choices())
        names = {name for name, _ in found}
        kept = [] if self.known.closed or not self.is_choice else self.value
        return found + [(each, each) for each in kept if each not in names]

    @property
    def is_choice(self) -> bool:
        return self.known is not None and self.known.kind is Kind.CHOICE

    @property
    def text(self) -> str:
        return ", ".join(self.value)

    @property
    def count(self) -> str:
        return self.text[:-1] if self.text[-1:] in UNITS else self.text

    @property
    def unit(self) -> str:
        return self.text[-1:] if self.text[-1:] in UNITS else "d"

    def data(self) -> dict[str, Any]:
        value: Any = self.value if self.takes == Takes.LIST else self.text
        return {"field": self.full_name, "operator": self.operator, "value": value}

    @property
    def is_empty(self) -> bool:
        """Nothing was written yet, so nothing is wrong yet."""
        unnamed = bool(self.family) and not self.key
        return unnamed or (self.takes != Takes.NOTHING and not self.text.strip())


@dataclass
class Group:
    """All or any of its parts."""

    path: str = ROOT
    match: str = "all"
    parts: "list[Row | Group]" = field(default_factory=list)
    error: str = ""

    is_group = True

    @property
    def depth(self) -> int:
        return self.path.count(".") + 1

    @property
    def may_nest(self) -> bool:
        return self.depth < conditions.MAX_DEPTH

    def data(self, *, whole: bool = True) -> dict[str, Any]:
        """Without ``whole``, rows in which nothing was written yet are left out."""
        kept = [part for part in self.parts if whole or part.is_group or not part.is_empty]
        parts = [
            part.data(whole=whole) if isinstance(part, Group) else part.data() for part in kept
        ]
        return {self.match: parts}

    @property
    def is_empty(self) -> bool:
        return all(part.is_empty for part in self.parts)

    def rows(self) -> Iterator[Row]:
        for part in self.parts:
            if isinstance(part, Group):
                yield from part.rows()
            else:
                yield part


def filled_row(path: str, data: Mapping[str, Any], error: str = "") -> Row:
    """From a condition as stored, or one that is wrong."""
    given = str(data.get("field", FIRST))
    name, key = given, ""
    family = f"{given.partition('.')[0]}."
    if given not in FIELDS and family in FAMILIES:
        name, key = family, given.partition(".")[2]
    value = data.get("value", "")
    texts = [str(each) for each in (value if isinstance(value, list) else [value]) if each != ""]
    row = Row(path, name, key, str(data.get("operator", "")), texts, error)
    return fitting(row)


def offered() -> list[tuple[str, list[tuple[str, str]]]]:
    """Fields by section, for the first picker of a row."""
    sections: dict[str, list[tuple[str, str]]] = {}
    for each in filter(lambda field: field.offered, FIELDS.values()):
        sections.setdefault(each.section, []).append((each.name, each.label))
    for family in FAMILIES.values():
        known = family.known()
        for each in known:
            sections.setdefault(each.section, []).append((each.name, each.label))
        if not known:
            sections.setdefault("Properties", []).append((family.prefix, family.label))
    return list(sections.items())


def fitting(row: Row) -> Row:
    """When the field changed, the old operator and value may mean nothing for it."""
    if not row.operators:
        return row
    if row.operator not in {each.name for each in row.operators}:
        row.operator, row.value = row.operators[0].name, []
    if row.is_choice and row.takes == Takes.LIST and row.choices:
        known = dict(row.choices)
        row.value = [each for each in row.value if each in known]
    return row
