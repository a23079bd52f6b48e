"""OVER, ORDER BY and frames → SQL."""

from sqlglot import exp

from clew.analytics.sql.expressions import expression, handles, only
from clew.analytics.sql.pieces import (
    Piece,
)
from clew.analytics.sql.refusing import nearest, refused
from clew.analytics.sql.scopes import Scope


@handles(exp.Window)
def _over(node: exp.Expr, scope: Scope) -> Piece:
    only(node, "this", "over", "partition_by", "order", "spec", "alias")
    inner = expression(node.this, scope)
    if not isinstance(node.this, exp.Func | exp.Filter | exp.IgnoreNulls | exp.RespectNulls):
        raise refused("Before OVER stands a function", node)
    named = node.args.get("alias")
    if named is not None:
        if named.name not in scope.windows:
            raise refused(f"There is no window {named.name}", named,
                          nearest(named.name, scope.windows))  # fmt: skip
        return Piece(f"{inner.text} OVER {scope.windows[named.name]}", inner.kind)
    return Piece(f"{inner.text} OVER ({window(node, scope)})", inner.kind)


def window(node: exp.Expr, scope: Scope) -> str:
    """What stands in the brackets after OVER."""
    parts = []
    if by := node.args.get("partition_by"):
        parts.append("PARTITION BY " + ", ".join(expression(each, scope).text for each in by))
    if order := node.args.get("order"):
        parts.append("ORDER BY " + ", ".join(ordered(each, scope) for each in order.expressions))
    if spec := node.args.get("spec"):
        parts.append(_frame(spec, scope))
    return " ".join(parts)


def _frame(spec: exp.Expr, scope: Scope) -> str:
    only(spec, "kind", "start", "start_side", "end", "end_side")
    kind = str(spec.args.get("kind") or "").upper()
    start = _bound(spec, "start", scope)
    if kind not in {"ROWS", "RANGE"} or not start:
        raise refused("A frame is ROWS or RANGE BETWEEN … AND …", spec)
    end = _bound(spec, "end", scope)
    return f"{kind} BETWEEN {start} AND {end}" if end else f"{kind} {start}"


def _bound(spec: exp.Expr, which: str, scope: Scope) -> str:
    value = spec.args.get(which)
    if not value:
        return ""
    side = str(spec.args.get(f"{which}_side") or "").upper()
    if isinstance(value, exp.Expr):
        amount = expression(value, scope).text
    else:
        amount = str(value).upper()
        if amount == "CURRENT ROW":
            return amount
        if amount != "UNBOUNDED":
            raise refused("This frame cannot be read", spec)
    if side not in {"PRECEDING", "FOLLOWING"}:
        raise refused("This frame cannot be read", spec)
    return f"{amount} {side}"


def ordered(node: exp.Expr, scope: Scope) -> str:
    if not isinstance(node, exp.Ordered):
        return expression(node, scope).text
    only(node, "this", "desc", "nulls_first", "with_fill")
    text = expression(node.this, scope).text
    text += " DESC" if node.args.get("desc") else ""
    text += " NULLS FIRST" if node.args.get("nulls_first") else ""
    if fill := node.args.get("with_fill"):
        only(fill, "from_", "to", "step")
        text += " WITH FILL"
        for key, word in (("from_", "FROM"), ("to", "TO"), ("step", "STEP")):
            if isinstance(fill.args.get(key), exp.Expr):
                text += f" {word} {expression(fill.args[key], scope).text}"
    return text
