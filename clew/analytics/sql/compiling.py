"""A query as a reader typed it → SQL that reads only what they may see.

Nothing typed is passed on: the text is read into a tree, each node that is known to be harmless
is written anew, names are resolved here, and each table becomes a subquery of its fenced source.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import structlog
from sqlglot import exp

from clew.analytics.sql import calls, conversions, inclusion, operators, parameters, windows
from clew.analytics.sql.access import Access
from clew.analytics.sql.queries import SelectQuery, SetQuery
from clew.analytics.sql.reading import read
from clew.analytics.sql.refusing import QueryRefused
from clew.analytics.sql.scopes import Context, Scope
from clew.analytics.sql.selects import compiled

log = structlog.get_logger(__name__)
REGISTERED = (calls, conversions, inclusion, operators, windows)  # each with its nodes
DEFAULT_ROWS = 100
MOST_ROWS = 50_000
MAX_COMPILED = 1_000_000  # characters


@dataclass(frozen=True)
class Compiled:
    """``rows`` is the most that is given back; the SQL asks for one more, to know of more.

    ``called`` says what names of ours stand for, to explain the engine's errors.
    """

    sql: str
    parameters: dict[str, Any]
    columns: list[str]
    rows: int
    called: dict[str, str]
    tables: frozenset[str]


def compile_query(
    text: str,
    access: Access,
    given: object = None,
    limit: int | None = None,
) -> Compiled:
    """Raises QueryRefused with the place in the text."""
    try:
        return _compile(text, access, parameters.checked(given), limit)
    except QueryRefused as refusal:
        refusal.within(text)
        raise
    except RecursionError:
        raise QueryRefused("The query is nested too deeply") from None
    except (AssertionError, AttributeError, IndexError, KeyError, TypeError, ValueError) as fault:
        # A form of tree that nothing here expects: it is not run, and we hear of it.
        log.warning("sql.not_understood", exc_info=fault)
        raise QueryRefused("The query could not be understood") from None


def _compile(text: str, access: Access, given: Mapping[str, Any], limit: int | None) -> Compiled:
    context = Context(access, text, given, compiled)
    tree = read(text)
    query = compiled(tree, Scope(context), correlated=False)
    assert isinstance(query, SelectQuery | SetQuery)
    most = _cut(query, limit)
    sql = query.written()
    if len(sql) > MAX_COMPILED:
        raise QueryRefused("The query is too large")
    names = [output.name for output in query.outputs]
    tables = frozenset(node.name for node in tree.find_all(exp.Table))
    return Compiled(sql, context.bound, names, most, context.called, tables)


def _cut(query: SelectQuery | SetQuery, asked: int | None) -> int:
    """Its own LIMIT counts, up to the most there is; without one, a hundred rows."""
    most = MOST_ROWS if query.limit is not None else DEFAULT_ROWS
    if asked is not None:
        most = max(1, min(asked, MOST_ROWS))
    if query.limit is None or query.limit > most:
        query.limit = most + 1
    return most
