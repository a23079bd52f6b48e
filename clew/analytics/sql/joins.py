"""FROM and its joins: what a SELECT reads, and the order in which it is put together."""

from collections.abc import Callable
from dataclasses import dataclass

from sqlglot import exp

from clew.analytics.sql.expressions import expression, only
from clew.analytics.sql.pieces import as_condition
from clew.analytics.sql.refusing import nearest, refused
from clew.analytics.sql.scopes import Scope
from clew.analytics.sql.sources import QuerySource, Source, TableSource, table_called
from clew.analytics.sql.tables import TABLES

ALLOWED = {
    "", "INNER", "LEFT", "RIGHT", "FULL", "CROSS", "LEFT OUTER", "RIGHT OUTER", "FULL OUTER",
    "ANY", "ANY INNER", "ANY LEFT", "ANY RIGHT", "LEFT SEMI", "RIGHT SEMI", "LEFT ANTI",
    "RIGHT ANTI", "ASOF", "ASOF LEFT", "ALL", "ALL LEFT", "ALL INNER", "INNER ALL", "LEFT ALL",
    "SEMI", "ANTI",
}  # fmt: skip
NOT_FINAL = "Rows are as they are now: leave FINAL out."
Later = Callable[[], str]  # texts are written when it is known which columns are asked for


@dataclass
class Joined:
    """Pieces of FROM in their order, and the sources whose columns ``*`` shows."""

    texts: list[Later]
    shown: list[tuple[str, Source, set[str]]]  # name, source, columns left out


def read_from(select: exp.Select, scope: Scope) -> Joined:
    """Adds the sources to the scope; conditions are compiled by ``conditions`` later."""
    joined = Joined([], [])
    first = select.args.get("from_")
    if first is None:
        if select.args.get("joins"):
            raise refused("A join needs FROM before it", select.args["joins"][0])
        return joined
    only(first, "this")
    source = _source(first.this, scope, joined, set())
    joined.texts.append(lambda: f"FROM {source.written()}")
    for join in select.args.get("joins") or []:
        _join(join, scope, joined)
    return joined


def _join(join: exp.Join, scope: Scope, joined: Joined) -> None:
    only(join, "this", "side", "kind", "on", "using", "global_", "method")
    words = [str(join.args.get(each) or "").upper() for each in ("side", "kind")]
    if "ARRAY" in words:
        _array_join(join, scope, joined, "LEFT " if "LEFT" in words else "")
        return
    kind = " ".join(each for each in words if each)
    kind = {"LEFT ASOF": "ASOF LEFT", "INNER ANY": "ANY INNER", "LEFT ANY": "ANY LEFT",
            "RIGHT ANY": "ANY RIGHT"}.get(kind, kind)  # fmt: skip
    if kind not in ALLOWED or join.args.get("method"):
        kind = f"{join.args.get('method') or ''} {kind}".strip()
        raise refused(f"{kind} JOIN cannot be used here", join)
    using = [each.name for each in join.args.get("using") or []]
    earlier = list(scope.sources.items())
    source = _source(join.this, scope, joined, set(using))
    if using:
        text = _using(join, kind, using, earlier, source)
        joined.texts.append(lambda: f"{kind} JOIN {source.written()} ON {text}")
        scope.same.update(using)
    elif (on := join.args.get("on")) is not None:
        condition = as_condition(expression(on, scope))
        joined.texts.append(lambda: f"{kind} JOIN {source.written()} ON {condition}")
    elif kind == "CROSS":
        joined.texts.append(lambda: f"CROSS JOIN {source.written()}")
    else:
        raise refused("A join says ON what", join, "Write JOIN … ON a.x = b.y.")


def _using(
    join: exp.Join, kind: str, names: list[str], earlier: list[tuple[str, Source]], right: Source
) -> str:
    if not {"", "INNER", "LEFT", "LEFT OUTER", "ANY LEFT", "ANY", "ANY INNER"} & {kind}:
        raise refused(f"{kind} JOIN is written with ON here, not with USING", join)
    equal = []
    for each in names:
        left = next((source for _, source in earlier if each in source.names()), None)
        if left is None or each not in right.names():
            raise refused(f"{each} is not on both sides of the join", join)
        equal.append(f"{left.column([each]).text} = {right.column([each]).text}")
    return f"({' AND '.join(equal)})"


def _array_join(join: exp.Join, scope: Scope, joined: Joined, left: str) -> None:
    texts = []
    for node in [join.this, *(join.args.get("expressions") or [])]:
        value, given = node, node.alias_or_name
        if isinstance(node, exp.Alias):
            value = node.this
        elif not isinstance(node, exp.Column):
            raise refused("Give the elements a name", node, "ARRAY JOIN … AS item")
        piece = expression(value, scope)
        column = scope.context.new("j", given)
        texts.append((given, column, f"{piece.text} AS {column}"))
    for given, column, _ in texts:
        scope.joined_arrays[given] = type(piece)(column)
    joined.texts.append(lambda: f"{left}ARRAY JOIN {', '.join(each[2] for each in texts)}")


def _source(node: exp.Expr, scope: Scope, joined: Joined, without: set[str]) -> Source:
    if isinstance(node, exp.Final):
        raise refused("FINAL cannot be used here", node, NOT_FINAL)
    if isinstance(node, exp.Subquery):
        source, called = _of_subquery(node, scope)
    elif isinstance(node, exp.Table):
        source, called = _of_table(node, scope)
    elif isinstance(node, exp.Column) and not node.table:
        source, called = _of_table(exp.Table(this=node.this), scope)
    else:
        raise refused("After FROM stands a table or a SELECT in brackets", node)
    if called in scope.sources:
        raise refused(f"Two sources are called {called}", node, "Give one another name with AS.")
    scope.sources[called] = source
    joined.shown.append((called, source, without))
    return source


def _of_subquery(node: exp.Subquery, scope: Scope) -> tuple[Source, str]:
    only(node, "this", "alias")
    inner = node.this
    while isinstance(inner, exp.Subquery) and not inner.alias:
        only(inner, "this")
        inner = inner.this
    if not isinstance(inner, exp.Select | exp.SetOperation):
        raise refused("Joins stand without brackets here", node)
    query = scope.context.compile_query(inner, scope, correlated=False)
    alias = scope.context.new("t", _alias(node))
    return QuerySource(query, alias), _alias(node) or alias


def _of_table(node: exp.Table, scope: Scope) -> tuple[Source, str]:
    only(node, "this", "alias", "db", "catalog")
    if not isinstance(node.this, exp.Identifier):
        what = node.this.name if isinstance(node.this, exp.Func) else "This"
        raise refused(f"{what} is no table that can be read", node, _tables())
    if node.args.get("db") or node.args.get("catalog"):
        full = ".".join(part.name for part in node.parts)
        raise refused(f"{full} cannot be read: tables stand without a database", node, _tables())
    given = node.this.name
    alias = scope.context.new("t", _alias(node) or given)
    cte = scope.cte(given)
    if cte is not None:
        cte.uses += 1
        return QuerySource(cte.query, alias, cte.column), _alias(node) or given
    table = table_called(given)
    if table is None:
        hint = nearest(given, TABLES) or _tables()
        raise refused(f"There is no table {given}", node, hint)
    return TableSource(table, scope.context.access, alias), _alias(node) or given


def _alias(node: exp.Expr) -> str:
    alias = node.args.get("alias")
    if isinstance(alias, exp.TableAlias) and alias.args.get("columns"):
        raise refused("Name the columns in the SELECT, not beside the table", node)
    return node.alias


def _tables() -> str:
    return f"Tables: {', '.join(sorted(TABLES))}."


def columns_of(shown: tuple[str, Source, set[str]]) -> list[str]:
    _called, source, without = shown
    return [each for each in source.names() if each not in without]
