"""The row of the event store, and how rows get in."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

import orjson
from clickhouse_connect.driver.exceptions import DatabaseError

from clew.core.engines.clickhouse import ClickHouse

COLUMNS = (
    "environment_id", "distinct_id", "timestamp", "uuid", "event", "person_id", "person_mode",
    "properties_text", "group_0", "group_1", "group_2", "group_3", "group_4", "lib",
    "lib_version", "session_id", "error_type", "error_value", "error_fingerprint",
    "trace_id", "received_at",
)  # fmt: skip
STORED = """
SELECT uuid FROM events WHERE environment_id IN {environments:Array(UInt32)}
AND distinct_id IN {distinct_ids:Array(String)} AND uuid IN {uuids:Array(UUID)}
"""
AT_ONCE = 1_000  # rows that are looked for
# ClickHouse's codes for data that can never be stored; any other error may pass.
HOPELESS = frozenset({6, 26, 27, 38, 41, 53, 69, 70, 72, 117, 306, 349, 376})


class RowsRefused(Exception):  # noqa: N818
    """At least one of these rows can never be stored; none of them was."""


def instant(moment: datetime) -> float:
    """A DateTime64(3) as the store reads it fastest: seconds since 1970, to the millisecond."""
    return round(moment.timestamp(), 3)


def insert(store: ClickHouse, rows: list[dict[str, Any]], *, token: str) -> None:
    """All rows in one block. The same token again adds nothing."""
    if not rows:
        return
    block = orjson.dumps(rows)  # all at once: row by row takes five times as long
    with store.writer() as client:
        try:
            client.raw_insert(
                "events",
                column_names=COLUMNS,
                insert_block=block,
                fmt="JSONEachRow",
                settings={"insert_deduplication_token": token},
            )
        except DatabaseError as error:
            if error.code in HOPELESS:
                raise RowsRefused(str(error)) from error
            raise


def insert_again(store: ClickHouse, rows: list[dict[str, Any]], *, token: str) -> int:
    """After a death in the middle. Returns how many rows the token alone would have lost.

    ClickHouse writes a token down before it has the rows. Killed in between, it knows the token,
    has nothing, and would take the next attempt as done. Replicated tables commit both at once.
    """
    insert(store, rows, token=token)
    if store.cluster:  # whose other replicas may not have heard of the rows yet
        return 0
    stored = _stored(store, rows)
    lost = [row for row in rows if row["uuid"] not in stored]
    insert(store, lost, token=f"{token}-{uuid4()}")
    return len(lost)


def _stored(store: ClickHouse, rows: list[dict[str, Any]]) -> set[UUID]:
    found: set[UUID] = set()
    with store.writer() as client:
        for start in range(0, len(rows), AT_ONCE):
            some = rows[start : start + AT_ONCE]
            asked = {
                "environments": list({row["environment_id"] for row in some}),
                "distinct_ids": list({row["distinct_id"] for row in some}),
                "uuids": [row["uuid"] for row in some],
            }
            found.update(row[0] for row in client.query(STORED, asked).result_rows)
    return found
