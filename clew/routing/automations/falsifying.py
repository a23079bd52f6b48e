"""Whether what a rule does makes what it asks untrue, so that it cannot fire again by itself.

Pure. It says yes only when that is certain, whatever the ticket is.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from clew.tickets.conditions import Conditions, Item
from clew.tickets.models.tickets import ACTIVE

Action = Mapping[str, Any]
NOBODY = {"assignee": "nobody", "team": "none"}  # what conditions call an empty one
TAG_CHANGES = {"tags.add", "tags.remove"}


def made_false(conditions: Conditions, actions: Sequence[Action]) -> bool:
    after = _after(actions)
    return _is_false(conditions, after)


def _after(actions: Sequence[Action]) -> dict[str, Any]:
    """What is known of the ticket once the actions are done."""
    known: dict[str, Any] = {"tags.add": set(), "tags.remove": set()}
    for action in actions:
        field, value = action["field"], action["value"]
        if field in TAG_CHANGES:
            other = next(iter(TAG_CHANGES - {field}))
            known[field] |= set(value)
            known[other] -= set(value)
        elif field == "hold_until":
            known["status"] = "hold"
        else:
            known[field] = value
    return known


def _is_false(part: Conditions | Item, after: Mapping[str, Any]) -> bool:
    if isinstance(part, Item):
        return _item_is_false(part, after)
    either = bool(part.any) and all(_is_false(each, after) for each in part.any)
    return either or any(_is_false(each, after) for each in part.all)


def _item_is_false(item: Item, after: Mapping[str, Any]) -> bool:
    name = item.field.name
    if name == "tags":
        return _tags_are_false(item, after)
    if name == "waiting":
        return item.operator == "yes" and after.get("status", ACTIVE[0]) not in ACTIVE
    if name.startswith("assignee_"):  # something about whoever has it
        return item.operator == "yes" and "assignee" in after and not after["assignee"]
    return name in after and _says_not(item, str(after[name] or ""), NOBODY.get(name, ""))


def _says_not(item: Item, value: str, empty: str) -> bool:
    match item.operator:
        case "is":
            return (value or empty) not in item.value
        case "is_not":
            return (value or empty) in item.value
        case "set":
            return not value
    return item.operator == "not_set" and bool(value)


def _tags_are_false(item: Item, after: Mapping[str, Any]) -> bool:
    match item.operator:
        case "includes":  # any of them
            return bool(set(item.value) <= after["tags.remove"])
        case "not_includes":
            return bool(set(item.value) & after["tags.add"])
        case "not_set":
            return bool(after["tags.add"])
    return False
