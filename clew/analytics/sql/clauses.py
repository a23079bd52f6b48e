"""WHERE, GROUP BY, HAVING, ORDER BY, LIMIT → SQL."""

from sqlglot import exp

from clew.analytics.sql.expressions import expression, only
from clew.analytics.sql.pieces import as_condition
from clew.analytics.sql.refusing import refused
from clew.analytics.sql.scopes import Scope
from clew.analytics.sql.windows import ordered


def after_from(node: exp.Select, scope: Scope) -> list[str]:
    found = []
    if where := node.args.get("where"):
        found.append(f"WHERE {as_condition(expression(where.this, scope))}")
    if group := node.args.get("group"):
        found.append(_group(group, scope))
    if having := node.args.get("having"):
        found.append(f"HAVING {as_condition(expression(having.this, scope))}")
    if qualify := node.args.get("qualify"):
        found.append(f"QUALIFY {as_condition(expression(qualify.this, scope))}")
    if order := node.args.get("order"):
        found.append(order_by(order, scope))
    if by := node.args.get("limit_by"):
        found.append(_limit_by(by, scope))
    return found


def order_by(order: exp.Expr, scope: Scope) -> str:
    only(order, "expressions")
    return "ORDER BY " + ", ".join(ordered(each, scope) for each in order.expressions)


def _limit_by(limit: exp.Expr, scope: Scope) -> str:
    only(limit, "expression", "expressions", "offset")
    amount = _whole_number(limit.expression, scope)
    listed = ", ".join(expression(each, scope).text for each in limit.expressions)
    skipped = limit.args.get("offset")
    skip = f"{_whole_number(skipped, scope)}, " if skipped is not None else ""
    return f"LIMIT {skip}{amount} BY {listed}"


def _group(group: exp.Expr, scope: Scope) -> str:
    only(group, "expressions", "all", "rollup", "cube", "grouping_sets")
    if group.args.get("all"):
        return "GROUP BY ALL"
    texts = [_grouping(each, scope) for each in group.expressions]
    for key in ("grouping_sets", "rollup", "cube"):
        sets = group.args.get(key) or []
        texts += [_grouping(each, scope) for each in sets if each.expressions]
        if any(not each.expressions for each in sets):
            return f"GROUP BY {', '.join(texts)} WITH {key.upper()}"
    return f"GROUP BY {', '.join(texts)}"


def _grouping(node: exp.Expr, scope: Scope) -> str:
    words: dict[type[exp.Expr], str] = {
        exp.Rollup: "ROLLUP",
        exp.Cube: "CUBE",
        exp.GroupingSets: "GROUPING SETS",
    }
    if type(node) not in words:
        return expression(node, scope).text
    only(node, "expressions")
    listed = []
    for each in node.expressions:
        within = each.expressions if isinstance(each, exp.Tuple) else [each]
        listed.append(f"({', '.join(expression(one, scope).text for one in within)})")
    return f"{words[type(node)]} ({', '.join(listed)})"


def amount(node: exp.Expr, which: str, scope: Scope) -> int | None:
    clause = node.args.get(which)
    if clause is None:
        return None
    if isinstance(clause, exp.Fetch):
        raise refused("Write LIMIT 10", clause)
    only(clause, "expression")
    return _whole_number(clause.expression, scope)


def _whole_number(node: exp.Expr | None, scope: Scope) -> int:
    if isinstance(node, exp.Placeholder):
        name = f"p_{node.this.name if isinstance(node.this, exp.Expr) else node.this}"
        known = set(scope.context.bound)
        expression(node, scope)
        value = scope.context.bound[name]
        if name not in known:  # written as a number here: the engine is told of it elsewhere only
            del scope.context.bound[name]
        if isinstance(value, int) and 0 <= value < 2**63:
            return value
    if isinstance(node, exp.Literal) and not node.is_string and node.name.isdecimal():
        return min(int(node.name[:19]), 2**63 - 1)
    raise refused("Here stands a whole number", node)
