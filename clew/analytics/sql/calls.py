"""Functions and aggregates → SQL."""

from sqlglot import exp

from clew.analytics.sql.expressions import expression, handles, only
from clew.analytics.sql.functions import (
    ALL,
    NUMBERS,
    UNITS,
    aggregate_within,
    function_called,
)
from clew.analytics.sql.pieces import (
    Kind,
    Piece,
    as_condition,
    as_number,
    as_time,
    beside,
    joint_kind,
    text_literal,
)
from clew.analytics.sql.refusing import nearest, refused
from clew.analytics.sql.results import (
    JOINING,
    OF_NUMBERS,
    OF_TIMES,
    OR_NULL,
    kind_of_aggregate,
    kind_of_result,
)
from clew.analytics.sql.scopes import Scope

WITH_UNIT = {"date_add", "date_sub", "dateAdd", "dateSub"}


WITH_UNIT_AS_TEXT = {"dateDiff", "date_diff", "timestampDiff", "timestamp_diff", "age", "dateTrunc",
                     "date_trunc", "timeDiff"}  # fmt: skip


@handles(exp.Anonymous, exp.AnonymousAggFunc, exp.CombinedAggFunc)
def _call(node: exp.Expr, scope: Scope) -> Piece:
    only(node, "this", "expressions")
    spelled = _spelled(node)
    if spelled == "count" and [type(each) for each in node.expressions] == [exp.Star]:
        return Piece("count()", Kind.NUMBER)
    if spelled in JOINING or spelled == "multiIf":
        return _choice(spelled, node, scope)
    arguments = [_argument(spelled, at, each, scope) for at, each in enumerate(node.expressions)]
    return _written(spelled, arguments, node)


@handles(exp.ParameterizedAgg, exp.CombinedParameterizedAgg)
def _with_parameters(node: exp.Expr, scope: Scope) -> Piece:
    """``quantile(0.9)(x)``: the parameters are constants."""
    only(node, "this", "expressions", "params")
    spelled = _spelled(node)
    if aggregate_within(spelled) is None:
        raise refused(f"{spelled} has no second brackets", node)
    for each in node.expressions:
        if not isinstance(each, exp.Literal | exp.Placeholder | exp.Neg):
            raise refused("In the first brackets stand constants", each)
    constants = ", ".join(expression(each, scope).text for each in node.expressions)
    arguments = [expression(each, scope) for each in node.args["params"]]
    return _written(f"{spelled}", arguments, node, f"({constants})")


def _spelled(node: exp.Expr) -> str:
    given = str(node.this)
    known = function_called(given)
    if known is None:
        raise refused(f"There is no function {given[:60]} here", node, nearest(given, ALL))
    return known


def _written(spelled: str, arguments: list[Piece], node: exp.Expr, constants: str = "") -> Piece:
    aggregate = aggregate_within(spelled)
    if aggregate is None:
        return _scalar(spelled, arguments)
    within, combined = aggregate
    texts = [each.text for each in arguments]
    if "If" in combined and texts:
        texts[-1] = as_condition(arguments[-1])
    numeric = within in OF_NUMBERS or within.startswith("quantile")
    if numeric and "ArgMin" not in combined and "ArgMax" not in combined:
        last = len(texts) - ("If" in combined)
        texts[:last] = [as_number(each) for each in arguments[:last]]
    elif within == "count" and combined == [] and len(arguments) == 1:
        texts = [arguments[0].text]
    kind = kind_of_aggregate(within, combined, arguments)
    del node
    return Piece(f"{spelled}{constants}({', '.join(texts)})", kind)


def _scalar(spelled: str, arguments: list[Piece]) -> Piece:
    texts = [each.text for each in arguments]
    first = arguments[0] if arguments else Piece("", Kind.OTHER)
    kind = kind_of_result(spelled, first)
    if spelled in NUMBERS:
        texts = [as_number(each) for each in arguments]
    elif spelled in {"and", "or", "not", "xor"}:
        texts = [as_condition(each) for each in arguments]
    elif first.kind is Kind.PROPERTY:
        if spelled in OR_NULL:
            spelled = OR_NULL[spelled]
        elif spelled in {"toDateTime", "toDateTime64", "toDate"}:
            return Piece(_property_as_time(spelled, first, texts), Kind.TIME)
        elif spelled.startswith(OF_TIMES):
            texts[0] = as_time(first)
    return Piece(f"{spelled}({', '.join(texts)})", kind)


def _property_as_time(spelled: str, first: Piece, texts: list[str]) -> str:
    if spelled == "toDate":
        return f"toDate({as_time(first)})"
    rest = "".join(f", {each}" for each in texts[1:])
    return f"{spelled}({as_time(first)}{rest})"


def _choice(spelled: str, node: exp.Expr, scope: Scope) -> Piece:
    """One of several values: properties among them are read as the others are."""
    pieces = [expression(each, scope) for each in node.expressions]
    values = pieces
    if spelled == "multiIf":
        values = [*pieces[1:-1:2], *pieces[-1:]]
    kind = joint_kind(values)
    chosen = {id(each) for each in values}
    texts = [beside(each, kind) if id(each) in chosen else as_condition(each) for each in pieces]
    return Piece(f"{spelled}({', '.join(texts)})", kind)


def _argument(spelled: str, at: int, node: exp.Expr, scope: Scope) -> Piece:
    if isinstance(node, exp.Lambda):
        return _lambda(node, scope)
    if isinstance(node, exp.Distinct):
        only(node, "expressions")
        listed = ", ".join(expression(each, scope).text for each in node.expressions)
        return Piece(f"DISTINCT {listed}")
    if at == 0 and _is_unit(node):
        unit = node.name.lower().removesuffix("s")
        if spelled in WITH_UNIT:
            return Piece(unit.upper())
        if spelled in WITH_UNIT_AS_TEXT:
            return Piece(text_literal(unit))
    return expression(node, scope)


def _is_unit(node: exp.Expr) -> bool:
    is_name = isinstance(node, exp.Var) or (isinstance(node, exp.Column) and not node.table)
    return is_name and node.name.lower().removesuffix("s") in UNITS


def _lambda(node: exp.Lambda, scope: Scope) -> Piece:
    only(node, "this", "expressions")
    named: dict[str, str] = {}
    for each in node.expressions:
        if not isinstance(each, exp.Identifier) or each.name in named:
            raise refused("Before -> stand names", node)
        named[each.name] = scope.context.new("x", each.name)
    scope.lambdas.append(named)
    try:
        body = expression(node.this, scope)
    finally:
        scope.lambdas.pop()
    return Piece(f"({', '.join(named.values())}) -> {body.text}")


@handles(exp.Trim)
def _trim(node: exp.Expr, scope: Scope) -> Piece:
    only(node, "this", "expression", "position")
    text = expression(node.this, scope).text
    where = str(node.args.get("position") or "BOTH").upper()
    if node.expression is None:
        return Piece(f"trimBoth({text})", Kind.TEXT)
    if where not in {"BOTH", "LEADING", "TRAILING"}:
        raise refused("Write trim(BOTH 'x' FROM text)", node)
    cut = expression(node.expression, scope).text
    return Piece(f"trim({where} {cut} FROM {text})", Kind.TEXT)


@handles(exp.Extract)
def _part_of_time(node: exp.Expr, scope: Scope) -> Piece:
    only(node, "this", "expression")
    unit = node.name.lower()
    if unit not in UNITS:
        raise refused(f"{unit.upper()[:20]} cannot be taken out of a time", node)
    return Piece(f"EXTRACT({unit.upper()} FROM {as_time(expression(node.expression, scope))})",
                 Kind.NUMBER)  # fmt: skip


@handles(exp.Filter)
def _filtered(node: exp.Expr, scope: Scope) -> Piece:
    only(node, "this", "expression")
    inner = expression(node.this, scope)
    condition = as_condition(expression(node.expression.this, scope))
    return Piece(f"{inner.text} FILTER (WHERE {condition})", inner.kind)


@handles(exp.IgnoreNulls, exp.RespectNulls)
def _nulls(node: exp.Expr, scope: Scope) -> Piece:
    word = "IGNORE" if isinstance(node, exp.IgnoreNulls) else "RESPECT"
    inner = expression(node.this, scope)
    return Piece(f"{inner.text} {word} NULLS", inner.kind)
