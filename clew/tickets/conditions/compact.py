"""Conditions in an address: ``status:is:open,pending;created:within:3d``. Flat, and all hold."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import quote, unquote

from django.core.exceptions import ValidationError

from clew.tickets.conditions.fields import field_named
from clew.tickets.conditions.operators import Takes
from clew.tickets.conditions.parsing import MAX_ITEMS, parsed_item
from clew.tickets.conditions.tree import Conditions, Item

MAX_LENGTH = 4000
PARTS = 3


def from_text(text: str) -> Conditions:
    """Raises ValidationError."""
    texts = [each for each in text[:MAX_LENGTH].split(";") if each]
    if len(texts) > MAX_ITEMS or len(text) > MAX_LENGTH:
        raise ValidationError({"filter": f"A filter has at most {MAX_ITEMS} conditions."})
    try:
        return Conditions(all=tuple(_item(each) for each in texts))
    except ValidationError as error:
        raise ValidationError({"filter": error.messages}) from None


def to_text(items: Iterable[Item]) -> str:
    return ";".join(item_text(item) for item in items)


def item_text(item: Item) -> str:
    given = item.value if isinstance(item.value, list) else [item.value]
    values = ",".join(_quoted(str(each)) for each in given)
    return f"{_quoted(item.field.name)}:{item.operator}:{values}"


def _item(text: str) -> Item:
    name, operator, given = (*text.split(":", 2), "", "")[:PARTS]
    field = field_named(unquote(name))
    known = field.operator(operator) if field else None
    values: Any = [unquote(each) for each in given.split(",")]
    if known is None or known.takes is not Takes.LIST:
        values = ",".join(values)
    return parsed_item({"field": unquote(name), "operator": operator, "value": values})


def _quoted(text: str) -> str:
    return quote(text, safe="@ -_.")
