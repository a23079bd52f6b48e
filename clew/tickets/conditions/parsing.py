"""JSON to conditions. Pure: whether a named person or team still exists is not asked.

{"all": [{"field": "status", "operator": "is", "value": ["open"]}, {"any": [ … ]}]}
"""

from typing import Any

from django.core.exceptions import ValidationError

from clew.tickets.conditions.fields import field_named
from clew.tickets.conditions.tree import Conditions, Item
from clew.tickets.conditions.values import checked_value

MAX_DEPTH, MAX_ITEMS = 4, 50
Errors = dict[str, str]  # by where: "all.0.any.2"


def parse(data: object) -> Conditions:
    """Raises ValidationError with a message for each wrong item, by where it stands."""
    errors: Errors = {}
    found = _group(data, "", 1, errors)
    if not errors and (count := sum(1 for _ in found.items())) > MAX_ITEMS:
        errors["conditions"] = f"A view has at most {MAX_ITEMS} conditions; this has {count}."
    if errors:
        raise ValidationError(dict(errors))
    return found


def _group(data: object, at: str, depth: int, errors: Errors) -> Conditions:
    here = at or "conditions"
    if depth > MAX_DEPTH:
        errors[here] = f"Groups nest at most {MAX_DEPTH} deep. Move this one further up."
    elif not isinstance(data, dict) or data.keys() - {"all", "any"}:
        errors[here] = "Conditions are an object with “all”, “any” or both, and nothing else."
    elif not all(isinstance(parts, list) for parts in data.values()):
        errors[here] = "“all” and “any” are lists of conditions."
    elif sum(len(parts) for parts in data.values()) > MAX_ITEMS:
        errors[here] = f"A view has at most {MAX_ITEMS} conditions."
    else:
        read = {name: _parts(parts, at, name, depth, errors) for name, parts in data.items()}
        return Conditions(**read)
    return Conditions()


def _parts(
    parts: list[Any], at: str, name: str, depth: int, errors: Errors
) -> tuple[Item | Conditions, ...]:
    found: list[Item | Conditions] = []
    for index, part in enumerate(parts):
        where = f"{at}.{name}.{index}".strip(".")
        if isinstance(part, dict) and "field" in part:
            try:
                found.append(parsed_item(part))
            except ValidationError as error:
                errors[where] = " ".join(error.messages)
        else:
            inner = _group(part, where, depth + 1, errors)
            found += [inner] if inner.all or inner.any else []  # an empty group says nothing
    return tuple(found)


def parsed_item(data: dict[str, Any]) -> Item:
    """Raises ValidationError, naming the field."""
    if data.keys() - {"field", "operator", "value"}:
        raise ValidationError("A condition has a field, an operator and a value, nothing else.")
    name = data.get("field")
    field = field_named(name) if isinstance(name, str) else None
    if field is None:
        raise ValidationError(f"There is no field “{str(name)[:80]}”.")
    operator = field.operator(str(data.get("operator")))
    if operator is None:
        known = ", ".join(each.name for each in field.operators)
        raise ValidationError(f"{field.label}: choose an operator, one of {known}.")
    return Item(field, operator.name, checked_value(field, operator, data.get("value")))
