"""Conditions as a form: ``c.match``, ``c.0.field``, ``c.0.operator``, ``c.0.value`` …

A group is either “all” or “any” of its parts; parts are rows or groups. The names say the tree, so
that a form works as it is sent, and each step of building it is one request.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.core.exceptions import ValidationError
from django.http import QueryDict

from clew.tickets import conditions
from clew.tickets.conditions import FAMILIES, FIELDS, ConditionField, FieldFamily, Kind, Takes

ROOT = "c"
FIRST = "status"
UNITS = {"h", "d"}
PATH = re.compile(r"c(\.\d{1,3}){0,8}\.(match|field)")
MAX_NODES = 120  # a form with more was not made with ours


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


def item_data(form: QueryDict, path: str) -> dict[str, Any]:
    return _row(form, path).data()


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
    return _fitting(row)


def from_form(form: QueryDict) -> Group:
    """What was sent, also where it is wrong or unfinished. Raises ValidationError for nonsense."""
    paths = {name.rpartition(".")[0] for name in form if PATH.fullmatch(name)}
    if len(paths) > MAX_NODES:
        raise ValidationError(f"A view has at most {conditions.MAX_ITEMS} conditions.")
    return _group_of(form, ROOT, paths)


def from_data(data: Mapping[str, Any], path: str = ROOT) -> Group:
    """A group that is both “all” and “any” becomes “all”, with a group of the others inside."""
    every, either = data.get("all", []), data.get("any", [])
    if every and either:
        every, either = [*every, {"any": either}], []
    group = Group(path, "any" if either else "all")
    for index, part in enumerate(every or either):
        where = f"{path}.{index}"
        group.parts.append(filled_row(where, part) if "field" in part else from_data(part, where))
    return group


def edited(form: QueryDict) -> Group:
    """With the change that a button names: ``add:c.1``, ``group:c``, ``remove:c.0``."""
    group = from_form(form)
    verb, _, path = form.get("edit", "").partition(":")
    found = _found(group, path)
    if verb in {"add", "group"} and isinstance(found, Group):
        inner = Group("", "any", [_fitting(Row(""))])
        found.parts.append(_fitting(Row("")) if verb == "add" else inner)
    if verb == "remove" and (holder := _found(group, path.rpartition(".")[0])) and found:
        assert isinstance(holder, Group)
        holder.parts.remove(found)
    return _numbered(group, ROOT)


def marked(group: Group, errors: Mapping[str, Any]) -> Group:
    """Each mistake that ``parse`` named, beside what it is about."""
    for where, texts in errors.items():
        found: Row | Group | None = group
        for index in where.split(".")[1::2]:
            parts = found.parts if isinstance(found, Group) else []
            found = parts[int(index)] if index.isdecimal() and int(index) < len(parts) else None
        if found is not None and where.partition(".")[0] in {"all", "any", "conditions"}:
            found.error = " ".join(texts) if isinstance(texts, list) else str(texts)
    return group


def offered() -> list[tuple[str, list[tuple[str, str]]]]:
    """Fields by section, for the first picker of a row."""
    sections: dict[str, list[tuple[str, str]]] = {}
    for each in FIELDS.values():
        sections.setdefault(each.section, []).append((each.name, each.label))
    for family in FAMILIES.values():
        known = family.known()
        for each in known:
            sections.setdefault(each.section, []).append((each.name, each.label))
        if not known:
            sections.setdefault("Properties", []).append((family.prefix, family.label))
    return list(sections.items())


def _group_of(form: QueryDict, path: str, paths: set[str]) -> Group:
    match = "any" if form.get(f"{path}.match") == "any" else "all"
    depth = path.count(".") + 1
    inside = [each for each in paths if each.startswith(f"{path}.") and each.count(".") == depth]
    parts: list[Row | Group] = []
    for each in sorted(inside, key=lambda found: int(found.rpartition(".")[2])):
        is_group = f"{each}.match" in form
        parts.append(_group_of(form, each, paths) if is_group else _row(form, each))
    return Group(path, match, parts)


def _row(form: QueryDict, path: str) -> Row:
    value = [each for each in form.getlist(f"{path}.value") if each.strip()]
    if f"{path}.unit" in form and value:
        value = [f"{value[0]}{form[f'{path}.unit']}"]
    if form.get(f"{path}.takes") == "texts":
        value = [part.strip() for text in value for part in text.split(",") if part.strip()]
    name, key = form.get(f"{path}.field", FIRST), form.get(f"{path}.key", "").strip()
    if form.get(f"{path}.was", name) != name:  # another field: its values mean nothing here
        value = []
    return _fitting(Row(path, name, key, form.get(f"{path}.operator", ""), value))


def _fitting(row: Row) -> Row:
    """When the field changed, the old operator and value may mean nothing for it."""
    if not row.operators:
        return row
    if row.operator not in {each.name for each in row.operators}:
        row.operator, row.value = row.operators[0].name, []
    if row.is_choice and row.takes == Takes.LIST and row.choices:
        known = dict(row.choices)
        row.value = [each for each in row.value if each in known]
    return row


def _found(group: Group, path: str) -> "Row | Group | None":
    if group.path == path:
        return group
    for part in group.parts:
        if part.path == path:
            return part
        inner = _found(part, path) if isinstance(part, Group) else None
        if inner is not None:
            return inner
    return None


def _numbered(group: Group, path: str) -> Group:
    group.path = path
    for index, part in enumerate(group.parts):
        part.path = f"{path}.{index}"
        if isinstance(part, Group):
            _numbered(part, part.path)
    return group
