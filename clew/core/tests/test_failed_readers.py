import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from clickhouse_connect.driver.exceptions import DatabaseError, OperationalError

from clew.core.engines.clickhouse import ClickHouse


class Reader:
    def set_client_setting(self, *_):
        pass

    def close(self):
        pass


class Leaving(ClickHouse):
    """An event store that is gone after its first reader was opened."""

    def __init__(self):
        super().__init__(path=Path(), url="http://nowhere.invalid", readers=1)
        self._prepared, self.opened = True, 0

    def _open(self, settings, database):
        self.opened += 1
        if self.opened > 1:
            raise OperationalError("gone")
        return Reader()


def test_what_a_failed_query_began_to_answer_reaches_nobody_else(store):
    for _ in range(3):
        with pytest.raises(DatabaseError), store.reader() as client:
            client.query("SELECT number, throwIf(number = 900000) FROM numbers(1000000)")
        with store.reader() as client:
            assert client.query("SELECT 1 AS a").result_rows == [(1,)]


def test_who_waits_for_a_reader_hears_that_the_event_store_is_gone():
    store, waits = Leaving(), threading.Event()

    def wait():
        waits.set()
        with store.reader():
            pass

    with ThreadPoolExecutor(1) as pool:
        with pytest.raises(OperationalError), store.reader():
            waiting = pool.submit(wait)
            assert waits.wait(10)
            raise OperationalError("gone")
        with pytest.raises(OperationalError, match="gone"):
            waiting.result(timeout=10)
