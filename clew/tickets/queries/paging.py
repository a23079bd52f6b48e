"""Pages of tickets by keyset, whatever the order: a cursor is the last row's keys."""

import base64
import binascii
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import orjson
from django.core.exceptions import ValidationError
from django.db.models import BooleanField, F, Func, Q, Value

from clew.core.kept import Given
from clew.tickets.models import Ticket
from clew.tickets.models.tickets import TicketQuerySet
from clew.tickets.queries.orders import Key

MAX_CURSOR = 2000  # characters
MAX_NUMBER = 2**63


class RowAfter(Func):
    """``(a, b) > (x, y)``: one range of an index, however many rows have the same ``a``."""

    output_field: "BooleanField[bool, bool]" = BooleanField()
    sign = ">"

    def as_sql(self, compiler: Any, connection: Any, **_: Any) -> Any:  # type: ignore[override]  # noqa: ARG002
        made = [compiler.compile(each) for each in self.get_source_expressions()]
        half = len(made) // 2
        left, right = (", ".join(sql for sql, _ in side) for side in (made[:half], made[half:]))
        return f"({left}) {self.sign} ({right})", [value for _, bound in made for value in bound]


class RowBefore(RowAfter):
    sign = "<"


def in_order(found: TicketQuerySet, keys: Sequence[Key]) -> TicketQuerySet:
    named = {f"key_{at}": key.expression for at, key in enumerate(keys[:-1])}
    names = [*named, "pk"]
    signs = ["-" if key.descending else "" for key in keys]
    order = [f"{sign}{name}" for sign, name in zip(signs, names, strict=True)]
    kept = {key.kept: F(name) for name, key in zip(names, keys, strict=True) if key.kept}
    return found.alias(**named).annotate(**kept).order_by(*order)


def beyond(keys: Sequence[Key], values: Sequence[Any]) -> Q:
    """Strictly after ``values`` in the order of the keys; for rows that ``in_order`` named."""
    names = [*(f"key_{at}" for at in range(len(keys) - 1)), "pk"]
    if len({key.descending for key in keys}) == 1:
        bound = [each if isinstance(each, Given) else Value(each) for each in values]
        sides = [*map(F, names), *bound]
        return Q(RowBefore(*sides) if keys[0].descending else RowAfter(*sides))
    found, same = Q(), Q()
    for name, key, value in zip(names, keys, values, strict=True):
        found |= same & Q(**{f"{name}__{'lt' if key.descending else 'gt'}": value})
        same &= Q(**{name: value})
    # A bound that an index can start from.
    start = Q(**{f"{names[0]}__{'lte' if keys[0].descending else 'gte'}": values[0]})
    return start & found


def values_of(ticket: Ticket, keys: Sequence[Key]) -> list[Any]:
    return [key.of(ticket) for key in keys]


def cursor_of(ticket: Ticket, keys: Sequence[Key]) -> str:
    given = orjson.dumps(values_of(ticket, keys))
    return base64.urlsafe_b64encode(given).decode().rstrip("=")


def read_cursor(cursor: str, keys: Sequence[Key]) -> list[Any]:
    """Raises ValidationError when it is not a cursor of this order."""
    try:
        padded = cursor[:MAX_CURSOR] + "=" * (-len(cursor) % 4)
        found = orjson.loads(base64.urlsafe_b64decode(padded))
        return [_read(value, key) for value, key in zip(found, keys, strict=True)]
    except (ValueError, TypeError, binascii.Error):
        raise ValidationError({"cursor": "Not a cursor. Start again without one."}) from None


def _read(value: object, key: Key) -> object:
    """Raises ValueError when it cannot be a value of the key."""
    if key.kind is int and type(value) is int and abs(value) < MAX_NUMBER:
        return value
    if key.kind is int or not isinstance(value, str):
        raise ValueError
    text = value.replace("\x00", "")
    return datetime.fromisoformat(text) if key.kind is datetime else text
