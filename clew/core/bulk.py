"""Bulk statements over arrays, bound on the server and in binary.

Django's own cursor writes parameters into the SQL text, which for an array of thousands of JSON
texts costs more than the statement itself. Never prepared: a generic plan does not know how long
the arrays are. Write ``%b::text[]`` and the like for arrays.
"""

from collections.abc import Iterable, Sequence
from typing import Any, LiteralString

import psycopg
from django.db import connection


def fetch(sql: LiteralString, parameters: Sequence[Any]) -> list[tuple[Any, ...]]:
    """Rows of a statement, in the current transaction. Errors are Django's."""
    with _cursor() as cursor, connection.wrap_database_errors:
        cursor.execute(sql, parameters, prepare=False)
        return cursor.fetchall() if cursor.description else []


def execute(sql: LiteralString, parameters: Sequence[Any]) -> int:
    """Rows touched."""
    with _cursor() as cursor, connection.wrap_database_errors:
        cursor.execute(sql, parameters, prepare=False)
        return cursor.rowcount


def arrays(rows: Iterable[Sequence[Any]]) -> list[list[Any]]:
    """Rows as the arrays that ``unnest`` takes."""
    return [list(column) for column in zip(*rows, strict=True)]


def _cursor() -> psycopg.Cursor[tuple[Any, ...]]:
    connection.ensure_connection()
    return psycopg.Cursor(connection.connection)
