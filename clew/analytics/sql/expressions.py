"""Expressions → SQL. Each kind of node that may be used has its function here or in ``calls``."""

import contextlib
import re
from collections.abc import Callable

from sqlglot import exp

from clew.analytics.sql import parameters
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
from clew.analytics.sql.refusing import QueryRefused, refused
from clew.analytics.sql.scopes import Scope
from clew.analytics.sql.types import type_called

Handler = Callable[[exp.Expr, Scope], Piece]
HANDLERS: dict[type[exp.Expr], Handler] = {}
NUMBER = re.compile(r"(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,4})?")
COMPARED = {
    exp.EQ: "=", exp.NEQ: "!=", exp.GT: ">", exp.GTE: ">=", exp.LT: "<", exp.LTE: "<=",
    exp.NullSafeEQ: "IS NOT DISTINCT FROM", exp.NullSafeNEQ: "IS DISTINCT FROM",
}  # fmt: skip
COUNTED = {exp.Add: "+", exp.Sub: "-", exp.Mul: "*", exp.Div: "/", exp.Mod: "%"}


def expression(node: exp.Expr, scope: Scope) -> Piece:
    """Raises QueryRefused for whatever is not known to be harmless."""
    handler = HANDLERS.get(type(node))
    if handler is None:
        what = type(node).__name__
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
    return Piece(f"{word} ({scope.context.compile_query(inner, scope, True).written()})")


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


@handles(exp.Subquery)
def _subquery(node: exp.Expr, scope: Scope) -> Piece:
    only(node, "this")
    if not isinstance(node.this, exp.Select | exp.SetOperation | exp.Subquery):
        raise refused("A SELECT stands in these brackets", node)
    if isinstance(node.this, exp.Subquery):
        return expression(node.this, scope)
    query = scope.context.compile_query(node.this, scope, True)
    kind = query.outputs[0].kind if len(query.outputs) == 1 else Kind.OTHER
    return Piece(f"({query.written()})", kind)


@handles(exp.Exists)
def _exists(node: exp.Expr, scope: Scope) -> Piece:
    only(node, "this")
    inner = node.this.unnest() if isinstance(node.this, exp.Subquery) else node.this
    if not isinstance(inner, exp.Select | exp.SetOperation):
        raise refused("A SELECT stands after EXISTS", node)
    query = scope.context.compile_query(inner, scope, True)
    return Piece(f"EXISTS ({query.written()})", Kind.BOOL)


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
    return {
        exp.Star: "*", exp.Columns: "COLUMNS", exp.Apply: "APPLY", exp.Command: "This statement",
        exp.JSONExtract: "->", exp.Concat: "Two texts side by side",
        exp.JSONCast: ".:", exp.NestedJSONSelect: ".^",
        exp.Parameter: "@", exp.SessionParameter: "@@", exp.Lambda: "->",
    }.get(type(node), "")  # fmt: skip


WORDS: dict[type[exp.Expr], str] = {
    exp.JSONExtract: "Write properties.plan, or x -> … only as the argument of a function.",
    exp.Columns: "Name the columns.",
    exp.Star: "* stands after SELECT and in count(*).",
    exp.JSONCast: "Write properties.x::Float64.",
}
