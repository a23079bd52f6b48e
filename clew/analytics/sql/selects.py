"""SELECTs, and those joined by UNION, EXCEPT and INTERSECT."""

from dataclasses import replace

from sqlglot import exp

from clew.analytics.sql.clauses import after_from, amount, order_by
from clew.analytics.sql.expressions import expression, only
from clew.analytics.sql.joins import read_from
from clew.analytics.sql.pieces import Piece, joint_kind
from clew.analytics.sql.projections import project, read_distinct
from clew.analytics.sql.queries import SelectQuery, SetQuery
from clew.analytics.sql.refusing import refused
from clew.analytics.sql.scopes import Alias, Cte, Scope
from clew.analytics.sql.sources import Selecting
from clew.analytics.sql.windows import window

CLAUSES = (
    "with_", "expressions", "from_", "joins", "where", "group", "having", "windows", "qualify",
    "order", "limit", "limit_by", "offset", "distinct",
)  # fmt: skip


def compiled(node: exp.Expr, outer: Scope, *, correlated: bool) -> Selecting:
    if isinstance(node, exp.Subquery):
        only(node, "this")
        return compiled(node.this, outer, correlated=correlated)
    if not isinstance(node, exp.Select | exp.SetOperation):
        raise refused("Here stands a SELECT", node)
    scope = Scope(outer.context, outer, correlated, compile=expression)
    if isinstance(node, exp.SetOperation):
        return _set_operation(node, scope)
    return _select(node, scope)


def _select(node: exp.Select, scope: Scope) -> SelectQuery:
    only(node, *CLAUSES)
    if not node.expressions:
        raise refused("After SELECT stand columns", node)
    query = SelectQuery(scope, node)
    _read_with(node, scope)
    _name_aliases(node, scope)
    query.joined = read_from(node, scope)
    query.scalars += _scalars(scope)
    for each in node.args.get("windows") or []:
        _name_window(each, scope)
    read_distinct(node, query)
    for each in node.expressions:
        project(each, query)
    query.clauses = after_from(node, scope)
    query.limit, query.offset = amount(node, "limit", scope), amount(node, "offset", scope)
    return query


def _name_aliases(node: exp.Select, scope: Scope) -> None:
    for alias in _aliases(node):
        if alias.alias not in scope.aliases:
            column = scope.context.new("c", alias.alias)
            scope.aliases[alias.alias] = Alias(column, alias.this)


def _aliases(node: exp.Select) -> list[exp.Alias]:
    """Of this SELECT only: those inside other SELECTs and of ARRAY JOIN are theirs."""
    found: list[exp.Alias] = []
    stack: list[exp.Expr] = [*node.expressions]
    stack += [node.args[key] for key in ("where", "group", "having", "order", "qualify")
              if node.args.get(key)]  # fmt: skip
    while stack:
        each = stack.pop(0)
        if isinstance(each, exp.Select | exp.SetOperation):
            continue
        if isinstance(each, exp.Alias):
            found.append(each)
        stack[:0] = list(each.iter_expressions())
    return found


def _read_with(node: exp.Expr, scope: Scope) -> None:
    clause = node.args.get("with_")
    if clause is None:
        return
    only(clause, "expressions", "recursive")
    if clause.args.get("recursive"):
        raise refused("WITH RECURSIVE cannot be used here", clause)
    for each in clause.expressions:
        if not isinstance(each, exp.CTE):
            raise refused("This cannot stand in WITH", each)
        only(each, "this", "alias", "scalar")
        alias = each.args.get("alias")
        if not isinstance(alias, exp.TableAlias) or alias.args.get("columns") or not each.alias:
            raise refused("Write WITH name AS (SELECT …)", each)
        if each.args.get("scalar"):
            known = Alias(scope.context.new("w", each.alias), each.this)
            scope.globals[each.alias] = scope.aliases[each.alias] = known
        else:
            query = scope.context.compile_query(each.this, scope, correlated=False)
            scope.ctes[each.alias] = Cte(scope.context.new("q", each.alias), query)


def _scalars(scope: Scope) -> list[str]:
    texts = []
    for each in scope.globals.values():
        scope._alias(each)  # noqa: SLF001
        assert each.piece is not None
        texts.append(f"{each.piece.text} AS {each.column}")
    return texts


def _name_window(node: exp.Expr, scope: Scope) -> None:
    if not isinstance(node.this, exp.Identifier):
        raise refused("A window has a name", node)
    scope.windows[node.this.name] = f"({window(node, scope)})"


def _set_operation(node: exp.SetOperation, scope: Scope) -> SetQuery:
    only(node, "this", "expression", "distinct", "with_", "order", "limit", "offset")
    _read_with(node, scope)
    if scope.globals:
        raise refused("Give the value a name inside each SELECT", node.args["with_"])
    context = scope.context
    left = context.compile_query(node.this, scope, correlated=scope.correlated)
    right = context.compile_query(node.expression, scope, correlated=scope.correlated)
    if len(left.outputs) != len(right.outputs):
        counts = f"{len(left.outputs)} and {len(right.outputs)}"
        raise refused(f"Both sides need the same columns; they have {counts}", node)
    outputs = [
        replace(one, kind=joint_kind([Piece("", one.kind), Piece("", other.kind)]), deeper=None)
        for one, other in zip(left.outputs, right.outputs, strict=True)
    ]
    query = SetQuery(scope, left, right, _word(node), outputs)
    _after_set(node, query)
    return query


def _after_set(node: exp.SetOperation, query: SetQuery) -> None:
    """ORDER BY and LIMIT after brackets: of all rows, by the names of the first SELECT."""
    scope = query.scope
    scope.aliases = {
        each.name: Alias(each.column, node, Piece(each.column, each.kind)) for each in query.outputs
    }
    if order := node.args.get("order"):
        query.clauses.append(order_by(order, scope))
    query.limit, query.offset = amount(node, "limit", scope), amount(node, "offset", scope)


def _word(node: exp.SetOperation) -> str:
    word = {exp.Union: "UNION", exp.Except: "EXCEPT", exp.Intersect: "INTERSECT"}[type(node)]
    if isinstance(node, exp.Union):
        return "UNION ALL" if node.args.get("distinct") is False else "UNION DISTINCT"
    return f"{word} DISTINCT" if node.args.get("distinct") else word
