"""Functions, aggregates and windows → SQL."""

from sqlglot import exp

from clew.analytics.sql.expressions import expression, handles, only
from clew.analytics.sql.functions import (
    ALL,
    NUMBERS,
    UNITS,
    WINDOW_ONLY,
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
from clew.analytics.sql.scopes import Scope

# Aggregates of numbers: a property inside is read as one.
OF_NUMBERS = frozenset(
    """
    sum avg min max sumKahan sumWithOverflow avgWeighted corr corrStable covarPop covarSamp
    deltaSum histogram intervalLengthSum kurtPop kurtSamp median medianExact medianTDigest
    rankCorr simpleLinearRegression skewPop skewSamp studentTTest welchTTest sumCount
    groupArrayMovingAvg groupArrayMovingSum stddevPop stddevPopStable stddevSamp stddevSampStable
    varPop varPopStable varSamp varSampStable
    """.split()
)
COUNTING = frozenset(
    "count uniq uniqExact uniqCombined uniqCombined64 uniqHLL12 uniqUpTo row_number rank dense_rank"
    " percent_rank cume_dist ntile sequenceCount windowFunnel entropy".split()
)
# A property stays one through these.
PASSING = frozenset(
    "any anyLast anyHeavy any_value argMax argMin max_by min_by first_value last_value lag lead"
    " lagInFrame leadInFrame nth_value singleValueOrNull nullIf assumeNotNull toNullable"
    " materialize identity".split()
)
WITH_UNIT = {"date_add", "date_sub", "dateAdd", "dateSub"}
WITH_UNIT_AS_TEXT = {"dateDiff", "date_diff", "timestampDiff", "timestamp_diff", "age", "dateTrunc",
                     "date_trunc", "timeDiff"}  # fmt: skip
JOINING = {"coalesce", "ifNull", "greatest", "least", "firstNonDefault"}
NUMBER_RESULTS = (
    NUMBERS | COUNTING | OF_NUMBERS
    | frozenset("length lengthUTF8 dateDiff date_diff age countEqual indexOf position JSONLength"
                " JSONExtractInt JSONExtractUInt JSONExtractFloat arrayCount countSubstrings"
                " countMatches arraySum arrayAvg toUnixTimestamp rand toHour toDayOfWeek toMonth"
                " toYear toYYYYMM toYYYYMMDD toMinute toDayOfMonth toDayOfYear".split())
)  # fmt: skip
TIME_RESULTS = (
    "toDate", "toDateTime", "toStartOf", "toMonday", "parseDateTime", "fromUnixTimestamp", "now",
    "today", "yesterday", "makeDate", "add", "subtract", "dateTrunc", "date_trunc", "date_add",
    "date_sub", "dateAdd", "dateSub", "toLastDay", "toTimezone", "toTimeZone",
)  # fmt: skip
# What reads a time: a property as the first argument is read as one.
OF_TIMES = ("toStartOf", "toYear", "toMonth", "toDayOf", "toHour", "toMinute", "toSecond",
            "toMonday", "toYYYY", "toUnixTimestamp", "formatDateTime", "toQuarter", "toISO",
            "toWeek", "addDays", "addHours", "subtractDays", "toRelative", "toLastDay",
            "toTimezone", "toTimeZone", "monthName", "toDaysIn")  # fmt: skip
OR_NULL = {
    **{f"to{sign}Int{bits}": f"to{sign}Int{bits}OrNull"
       for sign in ("", "U") for bits in (8, 16, 32, 64)},
    "toFloat32": "toFloat32OrNull", "toFloat64": "toFloat64OrNull", "toUUID": "toUUIDOrNull",
}  # fmt: skip


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


def _written(
    spelled: str, arguments: list[Piece], node: exp.Expr, constants: str = ""
) -> Piece:
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
    kind = _kind_of_aggregate(within, combined, arguments)
    del node
    return Piece(f"{spelled}{constants}({', '.join(texts)})", kind)


def _kind_of_aggregate(within: str, combined: list[str], arguments: list[Piece]) -> Kind:
    if {"Array", "ForEach"} & set(combined):
        return Kind.OTHER
    if within in {"min", "max"} and arguments:
        first = arguments[0].kind
        return Kind.NUMBER if first is Kind.PROPERTY else first
    if within in PASSING and arguments:
        return arguments[0].kind
    if within in {"histogram", "sumCount", "quantiles", "simpleLinearRegression"} or (
        within.startswith("quantiles")
    ):
        return Kind.OTHER
    numeric = within in OF_NUMBERS or within in COUNTING or within.startswith("quantile")
    return Kind.NUMBER if numeric else Kind.OTHER


def _scalar(spelled: str, arguments: list[Piece]) -> Piece:
    texts = [each.text for each in arguments]
    first = arguments[0] if arguments else Piece("", Kind.OTHER)
    kind = _kind_of_result(spelled, first)
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


def _kind_of_result(spelled: str, first: Piece) -> Kind:
    if spelled in PASSING:
        return first.kind
    if spelled in NUMBER_RESULTS or spelled.startswith(("toInt", "toUInt", "toFloat")):
        return Kind.OTHER if spelled.startswith("toInterval") else Kind.NUMBER
    if spelled.startswith(TIME_RESULTS):
        return Kind.TIME
    if spelled == "toString":
        return Kind.TEXT
    return Kind.OTHER


def _choice(spelled: str, node: exp.Expr, scope: Scope) -> Piece:
    """One of several values: properties among them are read as the others are."""
    pieces = [expression(each, scope) for each in node.expressions]
    values = pieces
    if spelled == "multiIf":
        values = [*pieces[1:-1:2], *pieces[-1:]]
    kind = joint_kind(values)
    chosen = {id(each) for each in values}
    texts = [
        beside(each, kind) if id(each) in chosen else as_condition(each) for each in pieces
    ]
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


__all__ = ["WINDOW_ONLY", "ordered", "window"]
