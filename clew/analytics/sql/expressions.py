"""Expressions → SQL: names and constants here, the rest in files that register their nodes."""

import contextlib
import re
from collections.abc import Callable

from sqlglot import exp

from clew.analytics.sql import parameters
from clew.analytics.sql.pieces import (
    Kind,
    Piece,
    text_literal,
)
from clew.analytics.sql.refusing import QueryRefused, refused
from clew.analytics.sql.scopes import Scope

Handler = Callable[[exp.Expr, Scope], Piece]


HANDLERS: dict[type[exp.Expr], Handler] = {}


NUMBER = re.compile(r"(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,4})?")


def expression(node: exp.Expr, scope: Scope) -> Piece:
    """Raises QueryRefused for whatever is not known to be harmless."""
    handler = HANDLERS.get(type(node))
    if handler is None:
        what = type(node).__name__ if isinstance(node, exp.Expr) else "This"
        raise refused(f"{_said(node) or what} cannot be used here", node, WORDS.get(type(node), ""))
    return handler(node, scope)


def only(node: exp.Expr, *names: str) -> None:
    """Nothing else stands with it: what is not compiled must not be left out silently."""
    for name, value in node.args.items():
        if value not in (None, False, [], "") and name not in names:
            what = name.strip("_").replace("_", " ").upper()
            raise refused(f"{what} cannot be used here", node)


def handles(*types: type[exp.Expr]) -> Callable[[Handler], Handler]:
    def keep(handler: Handler) -> Handler:
        HANDLERS.update(dict.fromkeys(types, handler))
        return handler

    return keep


@handles(exp.Literal)
def _literal(node: exp.Expr, _scope: Scope) -> Piece:
    only(node, "this", "is_string")
    if node.is_string:
        return Piece(text_literal(node.name), Kind.TEXT)
    if not NUMBER.fullmatch(node.name):
        raise refused("This number cannot be read", node)
    return Piece(node.name, Kind.NUMBER)


@handles(exp.HexString, exp.BitString)
def _hexadecimal(node: exp.Expr, _scope: Scope) -> Piece:
    digits, radix = node.name, 16 if isinstance(node, exp.HexString) else 2
    try:
        return Piece(str(int(digits, radix)), Kind.NUMBER)
    except ValueError:
        raise refused("This number cannot be read", node) from None


@handles(exp.Boolean)
def _boolean(node: exp.Expr, _scope: Scope) -> Piece:
    return Piece("true" if node.this else "false", Kind.BOOL)


@handles(exp.Null)
def _null(_node: exp.Expr, _scope: Scope) -> Piece:
    return Piece("NULL", Kind.NULL)


@handles(exp.Paren)
def _paren(node: exp.Expr, scope: Scope) -> Piece:
    only(node, "this")
    return expression(node.this, scope)


@handles(exp.Column, exp.Dot, exp.Identifier)
def _column(node: exp.Expr, scope: Scope) -> Piece:
    parts = chain(node)
    if parts is not None:
        if len(parts) == 1 and parts[0].lower() in {"inf", "nan"} and not scope.locate(parts):
            return Piece(parts[0].lower(), Kind.NUMBER)
        return scope.resolve(parts, node)
    if isinstance(node, exp.Dot):
        only(node, "this", "expression")
        inner, step = expression(node.this, scope), node.expression
        if isinstance(step, exp.Literal | exp.Identifier) and inner.kind is Kind.OTHER:
            named = step.name.isdecimal() and not step.is_string
            return Piece(
                f"tupleElement({inner.text}, {step.name if named else text_literal(step.name)})"
            )
    raise refused("This cannot be read as the name of a column", node)


def chain(node: exp.Expr) -> list[str] | None:
    """``e.properties.a['b']`` → its steps; None when it does not begin with a name."""
    if isinstance(node, exp.Identifier):
        return [node.name]
    if isinstance(node, exp.Column):
        found = [node.args.get(each) for each in ("catalog", "db", "table", "this")]
        steps = [each for each in found if each is not None]
        if any(not isinstance(each, exp.Identifier | exp.Literal) for each in steps):
            return None
        names = [each.name for each in steps]
        # x.1.2 is read as x.(1.2).
        return [*names[:-1], *names[-1].split(".")] if _is_number(steps[-1]) else names
    if isinstance(node, exp.Dot) and isinstance(node.expression, exp.Identifier):
        before = chain(node.this)
        return None if before is None else [*before, node.expression.name]
    if isinstance(node, exp.Bracket) and len(node.expressions) == 1:
        step = node.expressions[0]
        before = chain(node.this) if isinstance(step, exp.Literal) and step.is_string else None
        return None if before is None else [*before, step.name]
    return None


def _is_number(node: exp.Expr) -> bool:
    return isinstance(node, exp.Literal) and not node.is_string


@handles(exp.Bracket)
def _bracket(node: exp.Expr, scope: Scope) -> Piece:
    only(node, "this", "expressions", "offset")
    parts = chain(node)
    if parts is not None:
        with contextlib.suppress(QueryRefused):  # no step into JSON: a key of a map
            found = scope.resolve(parts, node)
            if found.kind is Kind.PROPERTY:
                return found
    if len(node.expressions) != 1:
        raise refused("One index stands in brackets", node)
    inner = expression(node.this, scope)
    if inner.kind in {Kind.PROPERTY, Kind.DOCUMENT}:
        hint = "Use JSONExtractString(properties, 'items', 1, 'name')."
        raise refused("An array inside JSON has no index here", node, hint)
    return Piece(f"arrayElement({inner.text}, {expression(node.expressions[0], scope).text})")


@handles(exp.Array)
def _array(node: exp.Expr, scope: Scope) -> Piece:
    only(node, "expressions", "bracket_notation", "value_constructor")
    return Piece(f"[{_listed(node, scope)}]")


@handles(exp.Tuple)
def _tuple(node: exp.Expr, scope: Scope) -> Piece:
    only(node, "expressions")
    return Piece(f"tuple({_listed(node, scope)})")


@handles(exp.VarMap)
def _map(node: exp.Expr, scope: Scope) -> Piece:
    keys, values = node.args["keys"].expressions, node.args["values"].expressions
    if not keys or len(keys) != len(values):
        raise refused("A parameter is written {name:Type}, a map {'key': value}", node)
    pairs = [each for pair in zip(keys, values, strict=True) for each in pair]
    return Piece(f"map({', '.join(expression(each, scope).text for each in pairs)})")


def _listed(node: exp.Expr, scope: Scope) -> str:
    return ", ".join(expression(each, scope).text for each in node.expressions)


@handles(exp.Placeholder)
def _parameter(node: exp.Expr, scope: Scope) -> Piece:
    return parameters.bound(node, scope.context)


@handles(exp.Alias)
def _alias(node: exp.Expr, scope: Scope) -> Piece:
    """Inside an expression: ``(a + 1 AS b) * 2``."""
    only(node, "this", "alias")
    alias = scope.aliases.get(node.alias)
    if alias is None or alias.node is not node.this:
        raise refused(f"{node.alias} is named twice", node)
    scope._alias(alias)  # noqa: SLF001
    assert alias.piece is not None
    return Piece(f"({alias.piece.text} AS {alias.column})", alias.piece.kind)


def _said(node: exp.Expr) -> str:
    known: dict[type[exp.Expr], str] = {
        exp.Star: "*",
        exp.Columns: "COLUMNS",
        exp.Apply: "APPLY",
        exp.Command: "This statement",
        exp.JSONExtract: "->",
        exp.Concat: "Two texts side by side",
        exp.JSONCast: ".:",
        exp.NestedJSONSelect: ".^",
        exp.Parameter: "@",
        exp.SessionParameter: "@@",
        exp.Lambda: "->",
    }
    return known.get(type(node), "")  # fmt: skip


WORDS: dict[type[exp.Expr], str] = {
    exp.JSONExtract: "Write properties.plan, or x -> … only as the argument of a function.",
    exp.Columns: "Name the columns.",
    exp.Star: "* stands after SELECT and in count(*).",
    exp.JSONCast: "Write properties.x::Float64.",
}
