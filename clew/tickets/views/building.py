"""Conditions as a form: ``c.match``, ``c.0.field``, ``c.0.operator``, ``c.0.value`` …

A group is either “all” or “any” of its parts; parts are rows or groups. The names say the tree, so
that a form works as it is sent, and each step of building it is one request.
"""

import re
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.http import QueryDict

from clew.tickets import conditions
from clew.tickets.views.condition_rows import FIRST, ROOT, Group, Row, filled_row, fitting

PATH = re.compile(r"c(\.\d{1,3}){0,8}\.(match|field)")
MAX_NODES = 120  # a form with more was not made with ours


def item_data(form: QueryDict, path: str) -> dict[str, Any]:
    return _row(form, path).data()


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
        inner = Group("", "any", [fitting(Row(""))])
        found.parts.append(fitting(Row("")) if verb == "add" else inner)
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
    return fitting(Row(path, name, key, form.get(f"{path}.operator", ""), value))


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
