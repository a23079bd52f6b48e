"""SELECTs, and those joined by UNION, EXCEPT and INTERSECT."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from sqlglot import exp

from clew.analytics.sql.calls import ordered, window
from clew.analytics.sql.expressions import chain, expression, only
from clew.analytics.sql.joins import Joined, columns_of, read_from
from clew.analytics.sql.pieces import Kind, Piece, as_condition, joint_kind
from clew.analytics.sql.refusing import nearest, refused
from clew.analytics.sql.scopes import Alias, Cte, Scope
from clew.analytics.sql.sources import Output, Selecting, Source, Unknown

LONGEST_NAME = 200  # characters of a column that was given none
CLAUSES = (
    "with_", "expressions", "from_", "joins", "where", "group", "having", "windows", "qualify",
    "order", "limit", "limit_by", "offset", "distinct",
)  # fmt: skip


@dataclass
class SelectQuery:
    scope: Scope
    node: exp.Select
    outputs: list[Output] = field(default_factory=list)
    projections: list[str] = field(default_factory=list)
    joined: Joined = field(default_factory=lambda: Joined([], []))
    clauses: list[str] = field(default_factory=list)
    hidden: dict[tuple[str, ...], str] = field(default_factory=dict)
    distinct: str = ""
    limit: int | None = None
    offset: int | None = None
    scalars: list[str] = field(default_factory=list)

    def written(self) -> str:
        body = [
            f"SELECT {self.distinct}{', '.join(self.projections) or '1'}",
            *(text() for text in self.joined.texts),
            *self.clauses,
        ]
        if self.limit is not None:
            body.append(f"LIMIT {self.limit}")
        if self.offset is not None:
            body.append(f"OFFSET {self.offset}")
        return _with(self.scope, self.scalars) + " ".join(body)

    def deeper(self, parts: Sequence[str]) -> str:
        """One more column, out of the JSON of one that is selected."""
        key = tuple(parts)
        if key not in self.hidden:
            piece = self.scope.resolve(parts, self.node)
            self.hidden[key] = self.scope.context.new("c", ".".join(parts))
            self.projections.append(f"{piece.text} AS {self.hidden[key]}")
        return self.hidden[key]


@dataclass
class SetQuery:
    """``SELECT * FROM (A UNION ALL B)``: its WITH stands outside, and is seen by both."""

    scope: Scope
    left: Selecting
    right: Selecting
    word: str
    outputs: list[Output]
    clauses: list[str] = field(default_factory=list)
    limit: int | None = None
    offset: int | None = None

    def written(self) -> str:
        both = f"({self.left.written()}) {self.word} ({self.right.written()})"
        text = f"{_with(self.scope, [])}SELECT * FROM ({both})"  # noqa: S608
        text += "".join(f" {each}" for each in self.clauses)
        text += f" LIMIT {self.limit}" if self.limit is not None else ""
        return text + (f" OFFSET {self.offset}" if self.offset is not None else "")


def compiled(node: exp.Expr, outer: Scope, correlated: bool) -> Selecting:  # noqa: FBT001
    if isinstance(node, exp.Subquery):
        only(node, "this")
        return compiled(node.this, outer, correlated)
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
    _read_distinct(node, query)
    for each in node.expressions:
        _project(each, query)
    query.clauses = _clauses(node, scope)
    query.limit, query.offset = _amount(node, "limit", scope), _amount(node, "offset", scope)
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
            query = scope.context.compile_query(each.this, scope, False)
            scope.ctes[each.alias] = Cte(scope.context.new("q", each.alias), query)


def _scalars(scope: Scope) -> list[str]:
    texts = []
    for each in scope.globals.values():
        scope._alias(each)  # noqa: SLF001
        assert each.piece is not None
        texts.append(f"{each.piece.text} AS {each.column}")
    return texts


def _with(scope: Scope, scalars: list[str]) -> str:
    # Last to first: a CTE is used by those after it.
    texts = [f"{each.column} AS ({each.query.written()})" for each in scope.ctes.values()
             if each.uses]  # fmt: skip
    listed = ", ".join([*texts, *scalars])
    return f"WITH {listed} " if listed else ""


def _name_window(node: exp.Expr, scope: Scope) -> None:
    if not isinstance(node.this, exp.Identifier):
        raise refused("A window has a name", node)
    scope.windows[node.this.name] = f"({window(node, scope)})"


def _read_distinct(node: exp.Select, query: SelectQuery) -> None:
    distinct = node.args.get("distinct")
    if distinct is None:
        return
    only(distinct, "on")
    query.distinct = "DISTINCT "
    if (on := distinct.args.get("on")) is not None:
        nodes = on.expressions if isinstance(on, exp.Tuple) else [on]
        listed = ", ".join(expression(each, query.scope).text for each in nodes)
        query.distinct = f"DISTINCT ON ({listed}) "


def _project(node: exp.Expr, query: SelectQuery) -> None:
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
            _put(query, node.alias, known.column, known.piece.text, piece.kind, node.this)
            return
        node, given = node.this, node.alias
    else:
        given = ""
    piece = expression(node, scope)
    called = given or _name_of(node, scope)
    _put(query, called, scope.context.new("c", called), piece.text, piece.kind, node)


def _put(  # noqa: PLR0913
    query: SelectQuery, called: str, column: str, text: str, kind: Kind, node: exp.Expr
) -> None:
    parts = chain(node) if kind is Kind.DOCUMENT else None
    _put_parts(query, called, column, Piece(text, kind), parts)


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


def _put_star(
    query: SelectQuery, called: str, source: Source, column: str, seen: set[str]
) -> None:
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


def _clauses(node: exp.Select, scope: Scope) -> list[str]:
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
        found.append(_order(order, scope))
    if by := node.args.get("limit_by"):
        found.append(_limit_by(by, scope))
    return found


def _order(order: exp.Expr, scope: Scope) -> str:
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
    words = {exp.Rollup: "ROLLUP", exp.Cube: "CUBE", exp.GroupingSets: "GROUPING SETS"}
    if type(node) not in words:
        return expression(node, scope).text
    only(node, "expressions")
    listed = []
    for each in node.expressions:
        within = each.expressions if isinstance(each, exp.Tuple) else [each]
        listed.append(f"({', '.join(expression(one, scope).text for one in within)})")
    return f"{words[type(node)]} ({', '.join(listed)})"


def _amount(node: exp.Expr, which: str, scope: Scope) -> int | None:
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
        expression(node, scope)
        value = scope.context.bound.pop(name)
        if isinstance(value, int) and 0 <= value < 2**63:
            return value
    if isinstance(node, exp.Literal) and not node.is_string and node.name.isdecimal():
        return min(int(node.name[:19]), 2**63 - 1)
    raise refused("Here stands a whole number", node)


def _set_operation(node: exp.SetOperation, scope: Scope) -> SetQuery:
    only(node, "this", "expression", "distinct", "with_", "order", "limit", "offset")
    _read_with(node, scope)
    if scope.globals:
        raise refused("Give the value a name inside each SELECT", node.args["with_"])
    context = scope.context
    left = context.compile_query(node.this, scope, scope.correlated)
    right = context.compile_query(node.expression, scope, scope.correlated)
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
        query.clauses.append(_order(order, scope))
    query.limit, query.offset = _amount(node, "limit", scope), _amount(node, "offset", scope)


def _word(node: exp.SetOperation) -> str:
    word = {exp.Union: "UNION", exp.Except: "EXCEPT", exp.Intersect: "INTERSECT"}[type(node)]
    if isinstance(node, exp.Union):
        return "UNION ALL" if node.args.get("distinct") is False else "UNION DISTINCT"
    return f"{word} DISTINCT" if node.args.get("distinct") else word
