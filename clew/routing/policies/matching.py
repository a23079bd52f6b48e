"""Conditions of policies, asked about a situation instead of the database.

The same names and meanings as ``clew.tickets.conditions``: ``{"all": […], "any": […]}``, nested;
a missing property is not set, texts are compared without regard to case, only numbers are more or
less. ``is`` and ``includes`` take one value or a list, of which one suffices.
"""

from collections.abc import Mapping
from typing import Any

from clew.routing.policies.operators import ASKED, Holds, Read, checked_value
from clew.routing.policies.plans import plan_slug
from clew.routing.targets.vocabulary import Situation

Errors = dict[str, str]  # by where: "policies.0.conditions.all.1"

MAX_DEPTH, MAX_ITEMS = 4, 50

SYNONYMS = {
    "is_any_of": "is",
    "is_none_of": "is_not",
    "not_in": "is_not",
    "greater_than": "gt",
    "less_than": "lt",
    "present": "set",
    "not_present": "not_set",
}
OPPOSITES = {
    "is_not": "is",
    "not_set": "set",
    "not_contains": "contains",
    "not_includes": "includes",
    "no": "yes",
}
CHOICE = frozenset({"is", "set"})
PROPERTY = frozenset({"is", "contains", "gt", "lt", "set", "yes"})

FIELDS: dict[str, tuple[Read, frozenset[str]]] = {
    "plan": (lambda at: at.plan or "", frozenset({"is", "contains", "set"})),
    "severity": (lambda at: at.severity, CHOICE),
    "priority": (lambda at: at.priority or "", CHOICE),
    "kind": (lambda at: at.kind, CHOICE),
    "area": (lambda at: at.area, frozenset({"is", "contains", "set"})),
    "channel": (lambda at: at.channel, CHOICE),
    "tags": (lambda at: sorted(at.tags), frozenset({"includes", "set"})),
    "escalated": (lambda at: at.escalated, frozenset({"is", "set", "yes"})),
}


def conditions_from(data: object, where: str, errors: Errors) -> Holds:
    """What ``data`` says, as a question. Adds to ``errors`` what is wrong with it."""
    return _group(data, where, 1, errors)


def _group(data: object, where: str, depth: int, errors: Errors) -> Holds:
    if depth > MAX_DEPTH:
        errors[where] = f"Groups nest at most {MAX_DEPTH} deep. Move this one further up."
    elif not isinstance(data, Mapping) or data.keys() - {"all", "any"}:
        errors[where] = "Conditions are an object with “all”, “any” or both, and nothing else."
    elif not all(isinstance(parts, list) for parts in data.values()):
        errors[where] = "“all” and “any” are lists of conditions."
    elif sum(len(parts) for parts in data.values()) > MAX_ITEMS:
        errors[where] = f"At most {MAX_ITEMS} conditions stand in one group. Remove some."
    else:
        every = _parts(data, "all", where, depth, errors)
        either = _parts(data, "any", where, depth, errors)
        return _joined(every, either)
    return _always


def _parts(
    data: Mapping[str, Any], name: str, where: str, depth: int, errors: Errors
) -> tuple[Holds, ...]:
    found = []
    for index, part in enumerate(data.get(name, ())):
        here = f"{where}.{name}.{index}"
        if isinstance(part, Mapping) and "field" in part:
            found.append(_item(part, here, errors))
        elif part not in ({}, {"all": []}, {"any": []}, {"all": [], "any": []}):
            found.append(_group(part, here, depth + 1, errors))
    return tuple(found)


def _joined(every: tuple[Holds, ...], either: tuple[Holds, ...]) -> Holds:
    if not every and not either:
        return _always
    if not either:
        return every[0] if len(every) == 1 else lambda at: all(part(at) for part in every)
    if not every:
        return lambda at: any(part(at) for part in either)
    return lambda at: all(part(at) for part in every) and any(part(at) for part in either)


def _always(_: Situation) -> bool:
    return True


def _item(data: Mapping[str, Any], where: str, errors: Errors) -> Holds:
    read, operators = _field(str(data.get("field"))[:200])
    asked = str(data.get("operator"))
    name = SYNONYMS.get(asked, asked)
    positive = OPPOSITES.get(name, name)
    if data.keys() - {"field", "operator", "value"}:
        errors[where] = "A condition has a field, an operator and a value, nothing else."
    elif read is None:
        known = ", ".join(FIELDS)
        errors[where] = (
            f"There is no field “{str(data['field'])[:80]}”. Use {known},"
            " person.<property> or account.<property>."
        )
    elif positive not in operators:
        errors[where] = f"{data['field']}: choose an operator, one of {_offered(operators)}."
    else:
        try:
            value = checked_value(positive, data.get("value"))
            if data["field"] == "plan" and positive == "is":
                value = frozenset(map(plan_slug, value))
            holds = ASKED[positive](read, value)
        except ValueError as error:
            errors[where] = f"{data['field']}: {error}"
        else:
            return (lambda at: not holds(at)) if name in OPPOSITES else holds
    return _always


def _offered(operators: frozenset[str]) -> str:
    negative = [name for name, positive in OPPOSITES.items() if positive in operators]
    return ", ".join(sorted([*operators, *negative]))


def _field(name: str) -> tuple[Read | None, frozenset[str]]:
    if name in FIELDS:
        return FIELDS[name]
    owner, _, key = name.partition(".")
    if owner not in {"person", "account"} or not key:
        return None, frozenset()
    return lambda at: (at.properties.get(owner) or {}).get(key), PROPERTY


def reader(name: str) -> Read:
    """Of a field that is known."""
    read, _ = (_tags, None) if name == "tags" else _field(name)
    assert read is not None
    return read


def _tags(at: Situation) -> frozenset[str]:
    return at.tags
