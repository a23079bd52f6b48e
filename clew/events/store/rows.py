"""The row of the event store, and how rows get in."""

from datetime import datetime
from typing import Any

import orjson
from clickhouse_connect.driver.exceptions import DatabaseError

from clew.core.engines.clickhouse import ClickHouse

COLUMNS = (
    "environment_id", "distinct_id", "timestamp", "uuid", "event", "person_id", "person_mode",
    "properties_text", "group_0", "group_1", "group_2", "group_3", "group_4", "lib",
    "lib_version", "session_id", "error_type", "error_value", "error_fingerprint",
    "trace_id", "received_at",
)  # fmt: skip
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
