"""What a reader can ask about: tables, their columns, and properties that were seen lately."""

from dataclasses import dataclass

from clew.analytics.sql.access import Access
from clew.analytics.sql.sources import qualified
from clew.analytics.sql.tables import TABLES, SqlTable
from clew.core.engines.clickhouse import ClickHouse

LOOKED_AT = 20_000  # rows: what properties there are is found in a sample
MOST = 400


@dataclass(frozen=True)
class KnownColumn:
    name: str
    type: str
    description: str
    properties: tuple[str, ...] = ()  # of JSON: the most frequent first


@dataclass(frozen=True)
class KnownTable:
    name: str
    description: str
    columns: tuple[KnownColumn, ...]
    links: tuple[str, ...]


def schema_of(access: Access, store: ClickHouse) -> list[KnownTable]:
    return [_table(table, access, store) for _, table in sorted(TABLES.items())]


def _table(table: SqlTable, access: Access, store: ClickHouse) -> KnownTable:
    columns = tuple(
        KnownColumn(
            column.name,
            "JSON" if column.is_json else column.type,
            column.description,
            _properties(table, column.name, access, store) if column.is_json else (),
        )
        for column in table.columns
        if access.bodies or not column.is_body
    )
    links = tuple(f"{link.name} → {link.table}" for link in table.links)
    return KnownTable(table.name, table.description, columns, links)


def _properties(table: SqlTable, column: str, access: Access, store: ClickHouse) -> tuple[str, ...]:
    source = qualified(table.source(access))
    sql = (
        f"SELECT arrayJoin(JSONAllPaths({column})) AS path, count() AS times"  # noqa: S608  ours
        f" FROM (SELECT {column} FROM ({source}) LIMIT {LOOKED_AT})"
        f" GROUP BY path ORDER BY times DESC, path LIMIT {MOST} SETTINGS max_execution_time = 5"
    )
    with store.reader() as client:
        return tuple(str(row[0]) for row in client.query(sql).result_rows)
