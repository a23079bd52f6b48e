"""Filters of a list: one level of “all” and “any”, as JSON and as an address says them."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import unquote

from django.core.exceptions import ValidationError

from clew.tickets.conditions import Conditions, Item, Takes, item_text
from clew.tickets.conditions.values import checked_value
from clew.tickets.customer_lists.vocabulary import Vocabulary

MAX_ITEMS, MAX_LENGTH = 30, 4000
PARTS = 3


def parsed_filters(data: object, known: Vocabulary) -> Conditions:
    """``{"all": [{"field", "operator", "value"}], "any": [...]}``. Raises ValidationError."""
    if not isinstance(data, dict) or data.keys() - {"all", "any"}:
        raise ValidationError({"filters": "Filters are an object with “all”, “any” or both."})
    lists = {name: data.get(name, []) for name in ("all", "any")}
    if not all(isinstance(part, list) for part in lists.values()):
        raise ValidationError({"filters": "“all” and “any” are lists of conditions."})
    if sum(len(part) for part in lists.values()) > MAX_ITEMS:
        raise ValidationError({"filters": f"A list has at most {MAX_ITEMS} conditions."})
    try:
        read = {name: tuple(parsed_filter(each, known) for each in part)
                for name, part in lists.items()}  # fmt: skip
    except ValidationError as error:
        raise ValidationError({"filters": error.messages}) from None
    return Conditions(all=read["all"], any=read["any"])


def parsed_filter(data: Any, known: Vocabulary) -> Item:
    """One condition. Raises ValidationError, naming the field."""
    if not isinstance(data, dict) or data.keys() - {"field", "operator", "value"}:
        raise ValidationError("A condition has a field, an operator and a value, nothing else.")
    name = data.get("field")
    field = known.field(name) if isinstance(name, str) else None
    if field is None:
        raise ValidationError(f"{known.kind.label} have no field “{str(name)[:80]}”.")
    operator = field.operator(str(data.get("operator")))
    if operator is None:
        names = ", ".join(each.name for each in field.operators)
        raise ValidationError(f"{field.label}: choose an operator, one of {names}.")
    return Item(field, operator.name, checked_value(field, operator, data.get("value")))


def from_text(every: str, either: str, known: Vocabulary) -> Conditions:
    """``health:lt:40;plan:is:scale,enterprise``. Raises ValidationError."""
    if len(every) + len(either) > MAX_LENGTH:
        raise ValidationError({"filters": f"A list has at most {MAX_ITEMS} conditions."})
    return parsed_filters({"all": _items(every, known), "any": _items(either, known)}, known)


def to_text(items: Iterable[Any]) -> str:
    return ";".join(item_text(item) for item in items if isinstance(item, Item))


def _items(text: str, known: Vocabulary) -> list[dict[str, Any]]:
    return [_item(each, known) for each in text.split(";") if each]


def _item(text: str, known: Vocabulary) -> dict[str, Any]:
    name, operator, given = (*text.split(":", 2), "", "")[:PARTS]
    field = known.field(unquote(name))
    found = field.operator(operator) if field else None
    value: Any = [unquote(each) for each in given.split(",")]
    if found is None or found.takes is not Takes.LIST:
        value = ",".join(value)
    return {"field": unquote(name), "operator": operator, "value": value}
