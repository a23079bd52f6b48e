"""Who may run a query now: a few at once in all, fewer for each person, the others wait."""

import contextlib
import threading
import time
import weakref
from collections.abc import Iterator
from typing import Any

from clickhouse_connect.driver.client import Client

from clew.analytics.sql.refusing import QueryRefused
from clew.core.engines.clickhouse import ClickHouse

AT_ONCE = 3  # in all: the engine is that of profile pages too
FOR_EACH = 2
WAITING = 4  # each holds a thread that pages are made by
WAITING_FOR_EACH = 2
PATIENCE = 20.0  # seconds
BUSY = "Other queries are running. Try again in a moment"
YOURS = f"{FOR_EACH} of your queries are running already. Wait for one, or cancel it"
SESSION: dict[str, Any] = {
    "readonly": 2,
    "max_threads": 2,
    "max_result_rows": 60_000,
    "max_result_bytes": 64 * 1024**2,  # as JSON it may be six times as much
    "result_overflow_mode": "throw",
    "max_rows_to_read": 2_000_000_000,
    "read_overflow_mode": "throw",
    "timeout_overflow_mode": "throw",
    "max_ast_depth": 2000,
    "max_ast_elements": 200_000,
    "max_expanded_ast_elements": 1_000_000,
    "max_query_size": 2_000_000,
    "max_parser_depth": 1000,
    "max_columns_to_read": 500,
    "max_temporary_columns": 2000,
    "max_subquery_depth": 60,
    "max_rows_in_set": 20_000_000,
    "function_range_max_elements_in_block": 5_000_000,
    "join_use_nulls": 0,
    "allow_ddl": 0,
    "allow_introspection_functions": 0,
    "output_format_json_quote_64bit_integers": 0,
    "output_format_json_quote_decimals": 1,
    "output_format_json_quote_denormals": 0,
    "output_format_json_validate_utf8": 1,
    "date_time_output_format": "iso",
    "session_timezone": "UTC",
    "prefer_localhost_replica": 1,
    "distributed_product_mode": "global",  # on a cluster: joins and IN see all shards
}


class Places:
    """Counts in this process: with several web processes each has its own."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._taken: dict[str, int] = {}
        self._waiting: list[str] = []
        self._free: weakref.WeakKeyDictionary[ClickHouse, list[Client]] = (
            weakref.WeakKeyDictionary()
        )

    @contextlib.contextmanager
    def taken_by(self, who: str, patience: float = PATIENCE) -> Iterator[None]:
        """Raises QueryRefused when no place becomes free in time."""
        self._take(who, time.monotonic() + patience)
        try:
            yield
        finally:
            with self._changed:
                self._taken[who] -= 1
                if not self._taken[who]:
                    del self._taken[who]
                self._changed.notify_all()

    def _take(self, who: str, until: float) -> None:
        with self._changed:
            if not self._has_room(who):
                self._wait(who, until)
            self._taken[who] = self._taken.get(who, 0) + 1

    def _wait(self, who: str, until: float) -> None:
        if len(self._waiting) >= WAITING or self._waiting.count(who) >= WAITING_FOR_EACH:
            raise self._full(who)
        self._waiting.append(who)
        try:
            while not self._has_room(who):
                left = until - time.monotonic()
                if left <= 0 or not self._changed.wait(left):
                    raise self._full(who)
        finally:
            self._waiting.remove(who)

    def _full(self, who: str) -> QueryRefused:
        return QueryRefused(YOURS if self._taken.get(who, 0) >= FOR_EACH else BUSY)

    def _has_room(self, who: str) -> bool:
        is_room = sum(self._taken.values()) < AT_ONCE
        return is_room and self._taken.get(who, 0) < FOR_EACH

    @contextlib.contextmanager
    def client(self, store: ClickHouse) -> Iterator[Client]:
        """Kept apart from the readers of pages, and given up after any error.

        An embedded client gives what a failed query had begun to answer to the next one.
        """
        with self._changed:
            free = self._free.setdefault(store, [])
            client = free.pop() if free else None
        if client is None:
            client = store.open_apart({**SESSION, "readonly": 0})
            client.set_client_setting("readonly", SESSION["readonly"])
        try:
            yield client
        except BaseException:
            store.give_up(client)
            raise
        with self._changed:
            self._free.setdefault(store, []).append(client)

    def forget_clients(self, store: ClickHouse) -> None:
        """Of an engine that was closed."""
        with self._changed:
            self._free.pop(store, None)


places = Places()
