"""Bulk statements over arrays, bound on the server and in binary.

Django's own cursor writes parameters into the SQL text, which for an array of thousands of JSON
texts costs more than the statement itself. Not prepared unless asked for: a generic plan does not
know how long arrays are. Rows given as JSON are always guessed to be a hundred, so whoever gives
these loses nothing by it. Write ``%b::text[]`` and the like for arrays.
"""

from collections.abc import Iterable, Sequence
from typing import Any, LiteralString

import psycopg
from django.db import connection


def fetch(
    sql: LiteralString, parameters: Sequence[Any], *, prepared: bool = False
) -> list[tuple[Any, ...]]:
    """Rows of a statement, in the current transaction. Errors are Django's."""
    with _cursor() as cursor, connection.wrap_database_errors:
        cursor.execute(sql, parameters, prepare=None if prepared else False)
        return cursor.fetchall() if cursor.description else []


def execute(sql: LiteralString, parameters: Sequence[Any], *, prepared: bool = False) -> int:
    """Rows touched."""
    with _cursor() as cursor, connection.wrap_database_errors:
        cursor.execute(sql, parameters, prepare=None if prepared else False)
        return cursor.rowcount


def arrays(rows: Iterable[Sequence[Any]]) -> list[list[Any]]:
    """Rows as the arrays that ``unnest`` takes."""
    return [list(column) for column in zip(*rows, strict=True)]


def _cursor() -> psycopg.Cursor[tuple[Any, ...]]:
    connection.ensure_connection()
    return psycopg.Cursor(connection.connection)
