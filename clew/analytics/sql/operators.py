"""Comparisons, sums and conditions → SQL: a property is read as what stands beside it."""

from sqlglot import exp

from clew.analytics.sql.expressions import expression, handles, only
from clew.analytics.sql.pieces import (
    Kind,
    Piece,
    as_condition,
    as_number,
    as_time,
    beside,
)
from clew.analytics.sql.refusing import refused
from clew.analytics.sql.scopes import Scope

COMPARED: dict[type[exp.Expr], str] = {
    exp.EQ: "=", exp.NEQ: "!=", exp.GT: ">", exp.GTE: ">=", exp.LT: "<", exp.LTE: "<=",
    exp.NullSafeEQ: "IS NOT DISTINCT FROM", exp.NullSafeNEQ: "IS DISTINCT FROM",
}  # fmt: skip


COUNTED: dict[type[exp.Expr], str] = {
    exp.Add: "+",
    exp.Sub: "-",
    exp.Mul: "*",
    exp.Div: "/",
    exp.Mod: "%",
}


@handles(*COMPARED)
def _compared(node: exp.Expr, scope: Scope) -> Piece:
    only(node, "this", "expression")
    left, right = expression(node.this, scope), _other_side(node.expression, scope)
    kinds = {left.kind, right.kind}
    if kinds == {Kind.PROPERTY, Kind.BOOL}:
        texts = as_condition(left), as_condition(right)
    else:
        texts = beside(left, right.kind), beside(right, left.kind)
    return Piece(f"({texts[0]} {COMPARED[type(node)]} {texts[1]})", Kind.BOOL)


def _other_side(node: exp.Expr, scope: Scope) -> Piece:
    """``= ANY (SELECT …)`` and ``> ALL (SELECT …)`` stand only beside a comparison."""
    if not isinstance(node, exp.Any | exp.All):
        return expression(node, scope)
    word = "ANY" if isinstance(node, exp.Any) else "ALL"
    inner = node.this.unnest() if isinstance(node.this, exp.Subquery) else node.this
    if not isinstance(inner, exp.Select | exp.SetOperation):
        raise refused(f"A SELECT stands after {word}", node)
    return Piece(f"{word} ({scope.context.compile_query(inner, scope, correlated=True).written()})")


@handles(*COUNTED)
def _counted(node: exp.Expr, scope: Scope) -> Piece:
    only(node, "this", "expression", "typed", "safe")
    left, right = expression(node.this, scope), expression(node.expression, scope)
    if Kind.TIME in {left.kind, right.kind} and isinstance(node, exp.Add | exp.Sub):
        texts = as_time(left), as_time(right)
        is_span = left.kind is right.kind is Kind.TIME
        kind = Kind.NUMBER if is_span else Kind.TIME
    else:
        texts, kind = (as_number(left), as_number(right)), Kind.NUMBER
    return Piece(f"({texts[0]} {COUNTED[type(node)]} {texts[1]})", kind)


@handles(exp.IntDiv)
def _whole(node: exp.Expr, scope: Scope) -> Piece:
    only(node, "this", "expression")
    texts = [as_number(expression(each, scope)) for each in (node.this, node.expression)]
    return Piece(f"intDiv({', '.join(texts)})", Kind.NUMBER)


@handles(exp.Neg)
def _negative(node: exp.Expr, scope: Scope) -> Piece:
    return Piece(f"(-{as_number(expression(node.this, scope))})", Kind.NUMBER)


@handles(exp.DPipe)
def _joined(node: exp.Expr, scope: Scope) -> Piece:
    texts = [expression(each, scope).text for each in (node.this, node.expression)]
    return Piece(f"concat({', '.join(texts)})", Kind.TEXT)


@handles(exp.And, exp.Or)
def _both(node: exp.Expr, scope: Scope) -> Piece:
    word = " AND " if isinstance(node, exp.And) else " OR "
    texts = [as_condition(expression(each, scope)) for each in node.flatten(unnest=False)]
    return Piece(f"({word.join(texts)})", Kind.BOOL)


@handles(exp.Not)
def _not(node: exp.Expr, scope: Scope) -> Piece:
    return Piece(f"(NOT {as_condition(expression(node.this, scope))})", Kind.BOOL)


@handles(exp.Is)
def _is(node: exp.Expr, scope: Scope) -> Piece:
    only(node, "this", "expression")
    left, right = expression(node.this, scope), node.expression
    if isinstance(right, exp.Null):
        return Piece(f"({left.text} IS NULL)", Kind.BOOL)
    if not isinstance(right, exp.Boolean):
        raise refused("After IS stands NULL, TRUE or FALSE", node)
    wanted = int(bool(right.this))
    return Piece(f"(ifNull({as_condition(left)}, {1 - wanted}) = {wanted})", Kind.BOOL)


@handles(exp.Like, exp.ILike)
def _like(node: exp.Expr, scope: Scope) -> Piece:
    only(node, "this", "expression", "negate")
    word = "LIKE" if isinstance(node, exp.Like) else "ILIKE"
    word = f"NOT {word}" if node.args.get("negate") else word
    texts = [expression(each, scope).text for each in (node.this, node.expression)]
    return Piece(f"({texts[0]} {word} {texts[1]})", Kind.BOOL)


@handles(exp.Between)
def _between(node: exp.Expr, scope: Scope) -> Piece:
    only(node, "this", "low", "high")
    all_three = [expression(node.args[each], scope) for each in ("this", "low", "high")]
    kinds = [each.kind for each in all_three]
    value, low, high = (beside(each, *kinds) for each in all_three)
    return Piece(f"({value} BETWEEN {low} AND {high})", Kind.BOOL)
