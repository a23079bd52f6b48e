"""What stands after SELECT: the columns of the answer."""

from sqlglot import exp

from clew.analytics.sql.expressions import chain, expression, only
from clew.analytics.sql.joins import columns_of
from clew.analytics.sql.pieces import Kind, Piece
from clew.analytics.sql.queries import SelectQuery
from clew.analytics.sql.refusing import nearest, refused
from clew.analytics.sql.scopes import Scope
from clew.analytics.sql.sources import Output, Source, Unknown

LONGEST_NAME = 200  # characters of a column that was given none


def read_distinct(node: exp.Select, query: SelectQuery) -> None:
    distinct = node.args.get("distinct")
    if distinct is None:
        return
    only(distinct, "on")
    query.distinct = "DISTINCT "
    if (on := distinct.args.get("on")) is not None:
        nodes = on.expressions if isinstance(on, exp.Tuple) else [on]
        listed = ", ".join(expression(each, query.scope).text for each in nodes)
        query.distinct = f"DISTINCT ON ({listed}) "


def project(node: exp.Expr, query: SelectQuery) -> None:
    star = _star(node)
    if star is not None:
        _project_all(star, node.table if isinstance(node, exp.Column) else "", query)
        return
    scope = query.scope
    if isinstance(node, exp.Alias):
        only(node, "this", "alias")
        known = scope.aliases[node.alias]
        if known.node is node.this:
            piece = expression(node, scope)
            assert known.piece is not None
            _put(query, node.alias, known.column, known.piece, node.this)
            return
        node, given = node.this, node.alias
    else:
        given = ""
    piece = expression(node, scope)
    called = given or _name_of(node, scope)
    _put(query, called, scope.context.new("c", called), piece, node)


def _put(query: SelectQuery, called: str, column: str, piece: Piece, node: exp.Expr) -> None:
    parts = chain(node) if piece.kind is Kind.DOCUMENT else None
    _put_parts(query, called, column, piece, parts)


def _put_parts(
    query: SelectQuery, called: str, column: str, piece: Piece, parts: list[str] | None
) -> None:
    output = Output(called, column, piece.kind)
    is_plain = not any(query.node.args.get(each) for each in ("distinct", "group"))
    if parts is not None and is_plain:
        output.deeper = lambda steps: query.deeper([*parts, *steps])
    query.outputs.append(output)
    query.projections.append(f"{piece.text} AS {column}")


def _star(node: exp.Expr) -> exp.Star | None:
    if isinstance(node, exp.Star):
        return node
    if isinstance(node, exp.Column) and isinstance(node.this, exp.Star):
        if node.args.get("db"):
            raise refused("Write the name of a table before .*", node)
        return node.this
    return None


def _project_all(star: exp.Star, table: str, query: SelectQuery) -> None:
    only(star, "except_")
    left_out = {each.name for each in star.args.get("except_") or []}
    shown = query.joined.shown
    if table:
        shown = [(called, source, set()) for called, source, _ in shown if called == table]
        if not shown:
            names = query.scope.sources
            raise refused(f"There is nothing called {table}", star.parent, nearest(table, names))
    if not shown:
        raise refused("* needs a table after FROM", star)
    seen = {output.name for output in query.outputs}
    for each in shown:
        for column in columns_of(each):
            if column not in left_out:
                _put_star(query, each[0], each[1], column, seen)


def _put_star(query: SelectQuery, called: str, source: Source, column: str, seen: set[str]) -> None:
    try:
        piece = source.column([column])
    except Unknown:  # a name with dots
        return
    outside = f"{called}.{column}" if column in seen else column
    seen.add(outside)
    parts = [called, column] if piece.kind is Kind.DOCUMENT else None
    _put_parts(query, outside, query.scope.context.new("c", column), piece, parts)


def _name_of(node: exp.Expr, scope: Scope) -> str:
    """As it was written, without the table: properties.plan, count()."""
    parts = chain(node)
    if parts is not None:
        return ".".join(parts[1:] if len(parts) > 1 and parts[0] in scope.sources else parts)
    start, end = node.meta.get("span", (0, -1))
    text = " ".join(scope.context.text[start : end + 1].split())
    return text[:LONGEST_NAME] or "column"
