"""The tables that SQL may read. Each is a SELECT that already leaves out what a reader may not see.

Whoever owns the rows registers them: events here, persons and groups in ``mirror``, tickets in
``clew.tickets``, targets in ``clew.routing``.
"""

from collections.abc import Callable
from dataclasses import dataclass

from clew.analytics.sql.access import Access

AT, MAYBE_AT = "DateTime64(3, 'UTC')", "Nullable(DateTime64(3, 'UTC'))"


@dataclass(frozen=True, slots=True)
class Column:
    """``type`` as ClickHouse names it. ``is_json`` may be gone into: ``properties.plan``."""

    name: str
    type: str
    description: str = ""
    is_json: bool = False
    is_body: bool = False  # only for readers with ``Access.bodies``


@dataclass(frozen=True, slots=True)
class Link:
    """A name that leads to one row of another table: ``person.properties.plan`` of an event.

    ``column`` here equals ``key`` there; ``where`` (our own SQL) narrows the other table.
    """

    name: str
    table: str
    column: str
    key: str
    where: str = ""


@dataclass(frozen=True, slots=True)
class SqlTable:
    """``source`` gives a whole SELECT of exactly ``columns``, in ClickHouse's own SQL.

    Only numbers and texts of ours are written into it, never what a reader typed.
    """

    name: str
    description: str
    columns: tuple[Column, ...]
    source: Callable[[Access], str]
    links: tuple[Link, ...] = ()

    def column(self, name: str) -> Column | None:
        return next((column for column in self.columns if column.name == name), None)


TABLES: dict[str, SqlTable] = {}


def register(table: SqlTable) -> None:
    if TABLES.setdefault(table.name, table) is not table:
        raise ValueError(f"Two tables of SQL are called {table.name}")
