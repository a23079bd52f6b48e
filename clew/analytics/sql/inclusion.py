"""``x IN …``: a list, a SELECT, or the name of a CTE or table."""

from sqlglot import exp

from clew.analytics.sql.expressions import expression, handles, only
from clew.analytics.sql.pieces import Kind, Piece, as_condition, beside
from clew.analytics.sql.refusing import refused
from clew.analytics.sql.scopes import Scope
from clew.analytics.sql.sources import table_called


@handles(exp.In)
def _in(node: exp.Expr, scope: Scope) -> Piece:
    only(node, "this", "expressions", "query", "field", "is_global")
    value = expression(node.this, scope)
    inner = _query(node, scope)
    if inner is not None:
        query = scope.context.compile_query(inner, scope, correlated=True)
        kind = query.outputs[0].kind if len(query.outputs) == 1 else Kind.OTHER
        return Piece(f"({beside(value, kind)} IN ({query.written()}))", Kind.BOOL)
    field = node.args.get("field")
    if field is not None:
        return _in_value(field, value, scope)
    listed = [expression(each, scope) for each in node.expressions]
    if not listed:
        raise refused("After IN stands a list in brackets", node)
    kinds = {each.kind for each in listed}
    if kinds == {Kind.BOOL} and value.kind is Kind.PROPERTY:
        value = Piece(as_condition(value), Kind.BOOL)
    texts = ", ".join(beside(each, value.kind) for each in listed)
    return Piece(f"({beside(value, *kinds)} IN ({texts}))", Kind.BOOL)


def _query(node: exp.Expr, scope: Scope) -> exp.Expr | None:
    inner: exp.Expr | None = node.args.get("query")
    while isinstance(inner, exp.Subquery):
        only(inner, "this")
        inner = inner.this
    if inner is not None:
        if not isinstance(inner, exp.Select | exp.SetOperation):
            raise refused("After IN stands a SELECT in brackets", node)
        return inner
    field = node.args.get("field")
    if isinstance(field, exp.Column) and not field.table:
        name = field.name
        if scope.cte(name) is not None or table_called(name) is not None:
            table = exp.Table(this=field.this)
            return exp.Select(expressions=[exp.Star()], from_=exp.From(this=table))
    return None


def _in_value(field: exp.Expr, value: Piece, scope: Scope) -> Piece:
    """A list that is one expression. Only constants: a name there would mean a table."""
    inner = field.unnest()
    if not isinstance(inner, exp.Array | exp.Tuple | exp.Placeholder):
        raise refused(
            "After IN stands a list, a SELECT or the name of a CTE", field, "Or use has(array, x)."
        )
    return Piece(f"({value.text} IN {expression(inner, scope).text})", Kind.BOOL)
