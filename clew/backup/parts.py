"""The event store's part: a copy of the table made in a moment, and from it one file a month.

Only ``events`` is copied. What SQL reads of PostgreSQL's rows is filled again by itself.
"""

import gzip
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from clickhouse_connect.driver.client import Client

from clew.backup.manifest import Counted
from clew.backup.refusing import BackupRefused
from clew.core.engines.clickhouse import DATABASE, ClickHouse
from clew.events.store import event_store

COPY = "backup_of_events"
ONE_CORE: dict[str, Any] = {
    "max_threads": 1,
    "max_insert_threads": 1,
    "max_execution_time": 0,
    "max_block_size": 16_384,
    "preferred_block_size_bytes": 4_000_000,
    "max_memory_usage": 1_500_000_000,  # bytes; many times what it takes
}
LOADING: dict[str, Any] = ONE_CORE | {
    "insert_deduplicate": 0,
    "min_insert_block_size_rows": 50_000,
    "min_insert_block_size_bytes": 32_000_000,
    "max_insert_block_size": 50_000,
    "max_partitions_per_insert_block": 0,
}
# Stored columns only: what is worked out from them is worked out again.
COLUMNS = """
SELECT name FROM system.columns WHERE database = currentDatabase() AND table = 'events'
AND default_kind NOT IN ('MATERIALIZED', 'ALIAS', 'EPHEMERAL') ORDER BY position
"""
MONTHS = (
    "SELECT toString(toYYYYMM(timestamp)) AS month, count() FROM {} GROUP BY month ORDER BY month"
)


def columns() -> list[str]:
    with event_store().reader() as client:
        return [str(row[0]) for row in client.query(COLUMNS).result_rows]


def migrations() -> list[str]:
    with event_store().reader() as client:
        rows = client.query("SELECT name FROM schema_migrations ORDER BY name").result_rows
    return [str(row[0]) for row in rows]


def bytes_on_disk() -> int:
    with event_store().reader() as client:
        found = client.query(
            "SELECT sum(bytes_on_disk) FROM system.parts WHERE active AND table = 'events'"
            " AND database = currentDatabase()"
        ).result_rows
    return int(found[0][0] or 0)


def take_copy() -> None:
    """Of this moment: parts are linked, not written anew. For the holder of the writer's lock."""
    store = event_store()
    if store.cluster:
        raise BackupRefused(
            "On a ClickHouse cluster, copy the event store with ClickHouse's own BACKUP command;"
            " docs/operations.md says in which order."
        )
    with _apart(store) as client:
        client.command(f"DROP TABLE IF EXISTS {COPY} SYNC")  # of a backup that was killed
        client.command(f"CREATE TABLE {COPY} CLONE AS events")
        client.command(f"SYSTEM STOP MERGES {DATABASE}.{COPY}")


def drop_copy() -> None:
    with _apart(event_store()) as client:
        client.command(f"DROP TABLE IF EXISTS {COPY} SYNC")


def months(table: str = COPY) -> dict[str, int]:
    with _apart(event_store()) as client:
        return {str(row[0]): int(row[1]) for row in client.query(MONTHS.format(table)).result_rows}


def counted(month: str, names: list[str], table: str = COPY) -> Counted:
    """Rows of a month, and the sum of their hashes."""
    listed = ", ".join(f"`{name}`" for name in names)
    query = f"SELECT count(), toString(sum(cityHash64({listed}))) FROM {table} {_of(month)}"  # noqa: S608
    with _apart(event_store()) as client:
        rows, digest = client.query(query).result_rows[0]
    return Counted(int(rows), str(digest))


def write_month(month: str, names: list[str], folder: Path) -> Path:
    """One file in ClickHouse's Native format. Memory does not grow with the number of events."""
    store = event_store()
    listed = ", ".join(f"`{name}`" for name in names)
    select = f"SELECT {listed} FROM {COPY} {_of(month)}"  # noqa: S608
    with _apart(store) as client:
        if store.is_embedded:
            target = folder / f"{month}.native.zst"
            client.command(f"INSERT INTO FUNCTION file({_quoted(target)}, 'Native') {select}")
            return target
        target = folder / f"{month}.native.gz"
        with gzip.open(target, "wb", compresslevel=1) as file:
            _stream(client.raw_stream(select, fmt="Native"), file)
        return target


def load_month(source: Path, names: list[str]) -> None:
    """Into ``events``, which has all of these columns and maybe younger ones."""
    store = event_store()
    listed = ", ".join(f"`{name}`" for name in names)
    with _apart(store, LOADING) as client:
        if store.is_embedded:
            chosen = f"SELECT {listed} FROM file({_quoted(source)}, 'Native')"  # noqa: S608
            client.command(f"INSERT INTO events ({listed}) {chosen}")
            return
        packed = "zstd" if source.suffix == ".zst" else "gzip"
        with source.open("rb") as file:
            client.raw_insert(
                "events", column_names=names, insert_block=file, fmt="Native", compression=packed
            )


class _apart:  # noqa: N801  reads as a verb
    """A client of its own, so that neither the writer nor pages wait for a long copy."""

    def __init__(self, store: ClickHouse, settings: dict[str, Any] | None = None) -> None:
        self._store, self._settings = store, settings or ONE_CORE

    def __enter__(self) -> Client:
        self._client = self._store.open_apart(self._settings)
        return self._client

    def __exit__(self, *_: object) -> None:
        self._store.give_up(self._client)


def _of(month: str) -> str:
    """Events are partitioned by month, so only that month's parts are read."""
    return f"WHERE toYYYYMM(timestamp) = {int(month)}"


def _quoted(path: Path) -> str:
    text = str(path).replace("\\", "\\\\").replace("'", "\\'")
    return f"'{text}'"


def _stream(blocks: Any, file: gzip.GzipFile) -> None:
    try:
        for block in _blocks(blocks):
            file.write(block)
    finally:
        blocks.close()


def _blocks(source: Any) -> Iterator[bytes]:
    while block := source.read(1024 * 1024):
        yield block
