"""``{name:Type}`` in a query → a value bound by the engine."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from sqlglot import exp

from clew.analytics.sql.pieces import Piece, kind_of_type
from clew.analytics.sql.refusing import QueryRefused, nearest, refused
from clew.analytics.sql.types import type_called

if TYPE_CHECKING:
    from clew.analytics.sql.scopes import Context

NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,59}")
MAX_VALUE = 10_000  # characters of one value; elements of a list
MOST = 100
YEARS = range(1900, 2300)  # that the engine knows
WHOLE = re.compile(r"[+-]?\d{1,78}")


def checked(given: object) -> dict[str, Any]:
    """Names and values as they were sent. Raises QueryRefused."""
    if given is None:
        return {}
    if not isinstance(given, Mapping) or len(given) > MOST:
        raise QueryRefused(f"Parameters are names with values, at most {MOST}")
    for name in given:
        if not (isinstance(name, str) and NAME.fullmatch(name)):
            raise QueryRefused(f"“{str(name)[:40]}” cannot be the name of a parameter")
    return dict(given)


def bound(node: exp.Expr, context: "Context") -> Piece:
    name = node.this.name if isinstance(node.this, exp.Expr) else str(node.this or "")
    kind = node.args.get("kind")
    if not NAME.fullmatch(name) or not isinstance(kind, exp.DataType):
        raise refused("A parameter is written {name:Type}", node, "For example {since:DateTime}.")
    written = _type_of(kind)
    type_name = type_called(written)
    if type_name is None or "Map(" in type_name or "Tuple(" in type_name:
        raise refused(f"A parameter cannot be of type {written[:60]}", node)
    if name not in context.parameters:
        hint = nearest(name, context.parameters) or "Send it with the query."
        raise refused(f"There is no value for {name}", node, hint)
    value = _value(context.parameters[name], type_name)
    if value is UNFIT:
        raise refused(f"The value of {name} is no {type_name}", node)
    context.bound[f"p_{name}"] = value
    return Piece(f"{{p_{name}:{type_name}}}", kind_of_type(type_name))


def _type_of(kind: exp.DataType) -> str:
    from_dialect = kind.sql(dialect="clickhouse")
    return str(from_dialect)


UNFIT = object()


def _value(given: object, type_name: str) -> Any:  # noqa: PLR0911  one for each kind of type
    """As the client binds it; UNFIT when it cannot be of that type."""
    if type_name.startswith("Nullable("):
        return None if given is None else _value(given, type_name[9:-1])
    if type_name.startswith("LowCardinality("):
        return _value(given, type_name[15:-1])
    if type_name.startswith("Array("):
        return _list(given, type_name[6:-1])
    if given is None or isinstance(given, Mapping | list | tuple):
        return UNFIT
    if type_name.startswith(("String", "FixedString", "UUID", "IPv")):
        text = str(given)
        return text if len(text) <= MAX_VALUE and "\x00" not in text else UNFIT
    if type_name.startswith(("Int", "UInt")):
        return _whole(given)
    if type_name.startswith(("Float", "Decimal")):
        return _fraction(given)
    if type_name == "Bool":
        return _switch(given)
    return _instant(given, type_name)


def _list(given: object, inner: str) -> Any:
    if not isinstance(given, list | tuple) or len(given) > MAX_VALUE:
        return UNFIT
    values = [_value(each, inner) for each in given]
    return UNFIT if UNFIT in values else values


def _whole(given: object) -> Any:
    text = str(given).strip()
    return int(text) if not isinstance(given, bool) and WHOLE.fullmatch(text) else UNFIT


def _fraction(given: object) -> Any:
    try:
        return UNFIT if isinstance(given, bool) else float(str(given))
    except ValueError:
        return UNFIT


def _switch(given: object) -> Any:
    known = {"true": True, "1": True, "false": False, "0": False}
    return known.get(str(given).lower(), UNFIT)


def _instant(given: object, type_name: str) -> Any:
    try:
        moment = given if isinstance(given, date) else datetime.fromisoformat(str(given).strip())
    except ValueError:
        return UNFIT
    if moment.year not in YEARS:
        return UNFIT
    if not isinstance(moment, datetime):
        return moment
    return moment.date() if type_name in {"Date", "Date32"} else moment
