"""COPY into several tables at once, a few thousand rows at a time."""

import time
from collections import defaultdict
from typing import Any

import psycopg

AT_ONCE = 20_000  # rows


class Copier:
    """``tables``: names of columns by table. Rows come in the order they were added."""

    def __init__(self, connection: psycopg.Connection, tables: dict[str, str]) -> None:
        self._connection, self._tables = connection, tables
        self._rows: dict[str, list[tuple[Any, ...]]] = defaultdict(list)

    def add(self, table: str, *row: Any) -> None:
        self._rows[table].append(row)
        if len(self._rows[table]) >= AT_ONCE:
            self.flush(table)

    def flush(self, *tables: str) -> None:
        for table in tables or tuple(self._tables):
            rows = self._rows.pop(table, [])
            columns = ", ".join(self._tables[table].split())
            with (
                self._connection.cursor() as cursor,
                cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy,
            ):
                for row in rows:
                    copy.write_row(row)


def instant(epoch: int) -> str:
    """As PostgreSQL reads it, in UTC."""
    return time.strftime("%Y-%m-%d %H:%M:%S+00", time.gmtime(epoch))
