"""CASE, CAST, INTERVAL and SELECTs within expressions → SQL."""

import re

from sqlglot import exp

from clew.analytics.sql.expressions import expression, handles, only
from clew.analytics.sql.functions import UNITS
from clew.analytics.sql.pieces import (
    Kind,
    Piece,
    as_condition,
    as_number,
    as_time,
    beside,
    joint_kind,
    kind_of_type,
    text_literal,
)
from clew.analytics.sql.reading import DIALECT
from clew.analytics.sql.refusing import refused
from clew.analytics.sql.scopes import Scope
from clew.analytics.sql.types import type_called


@handles(exp.Case)
def _case(node: exp.Expr, scope: Scope) -> Piece:
    only(node, "this", "ifs", "default")
    ifs, default = node.args["ifs"], node.args.get("default")
    values = [expression(each.args["true"], scope) for each in ifs]
    values.append(expression(default, scope) if default is not None else Piece("NULL", Kind.NULL))
    kind = joint_kind(values)
    texts = [beside(each, kind) for each in values]
    conditions = [_condition_of_case(node, each, scope) for each in ifs]
    whens = " ".join(
        f"WHEN {each} THEN {text}" for each, text in zip(conditions, texts, strict=False)
    )
    return Piece(f"(CASE {whens} ELSE {texts[-1]} END)", kind)


def _condition_of_case(case: exp.Expr, branch: exp.Expr, scope: Scope) -> str:
    wanted = expression(branch.this, scope)
    if case.this is None:
        return as_condition(wanted)
    given = expression(case.this, scope)
    return f"({beside(given, wanted.kind)} = {beside(wanted, given.kind)})"


@handles(exp.If)
def _if(node: exp.Expr, scope: Scope) -> Piece:
    only(node, "this", "true", "false")
    no = node.args.get("false")
    values = [
        expression(node.args["true"], scope),
        expression(no, scope) if no is not None else Piece("NULL", Kind.NULL),
    ]
    kind = joint_kind(values)
    texts = ", ".join(beside(each, kind) for each in values)
    return Piece(f"if({as_condition(expression(node.this, scope))}, {texts})", kind)


@handles(exp.Cast)
def _cast(node: exp.Expr, scope: Scope) -> Piece:
    only(node, "this", "to")
    try:
        written = node.args["to"].sql(dialect=DIALECT)
    except (ValueError, TypeError):
        written = ""
    return _as_type(node, expression(node.this, scope), written)


@handles(exp.CastToStrType)
def _cast_by_text(node: exp.Expr, scope: Scope) -> Piece:
    only(node, "this", "to")
    return _as_type(node, expression(node.this, scope), node.args["to"].name)


def _as_type(node: exp.Expr, value: Piece, written: str) -> Piece:
    known = type_called(written)
    if known is None:
        raise refused(f"{written[:60] or 'This'} is no type that can be used here", node)
    kind = kind_of_type(known)
    if value.kind is not Kind.PROPERTY:
        return Piece(f"CAST({value.text}, {text_literal(known)})", kind)
    # A property may be missing, and may hold anything.
    bare = known.removeprefix("Nullable(").removesuffix(")") if "Nullable(" in known[:9] else known
    if kind is Kind.TIME:
        return Piece(f"CAST({as_time(value)}, {text_literal(f'Nullable({bare})')})", kind)
    return Piece(f"accurateCastOrNull({value.text}, {text_literal(bare)})", kind)


@handles(exp.Interval)
def _interval(node: exp.Expr, scope: Scope) -> Piece:
    only(node, "this", "unit")
    unit = node.args.get("unit")
    called = unit.name.lower().removesuffix("s") if isinstance(unit, exp.Var) else ""
    if called not in UNITS:
        raise refused("An interval has a number and a unit", node, "Write INTERVAL 30 DAY.")
    amount = node.this
    if isinstance(amount, exp.Literal):
        if not re.fullmatch(r"[+-]?\d{1,9}", amount.name.strip()):
            raise refused("An interval is a whole number of units", node)
        text = amount.name.strip()
    else:
        text = as_number(expression(amount, scope))
    return Piece(f"toInterval{called.capitalize()}({text})")


@handles(exp.Subquery)
def _subquery(node: exp.Expr, scope: Scope) -> Piece:
    only(node, "this")
    if not isinstance(node.this, exp.Select | exp.SetOperation | exp.Subquery):
        raise refused("A SELECT stands in these brackets", node)
    if isinstance(node.this, exp.Subquery):
        return expression(node.this, scope)
    query = scope.context.compile_query(node.this, scope, correlated=True)
    kind = query.outputs[0].kind if len(query.outputs) == 1 else Kind.OTHER
    return Piece(f"({query.written()})", kind)


@handles(exp.Exists)
def _exists(node: exp.Expr, scope: Scope) -> Piece:
    only(node, "this")
    inner = node.this.unnest() if isinstance(node.this, exp.Subquery) else node.this
    if not isinstance(inner, exp.Select | exp.SetOperation):
        raise refused("A SELECT stands after EXISTS", node)
    query = scope.context.compile_query(inner, scope, correlated=True)
    return Piece(f"EXISTS ({query.written()})", Kind.BOOL)
