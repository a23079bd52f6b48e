"""One way to ClickHouse, embedded or not: a writer's client and a few for readers.

An embedded client runs one call at a time, so readers who must not wait for each other need
clients of their own; a client to a server is a pool of HTTP connections already, but the same
borrowing keeps the two alike.
"""

import contextlib
import queue
import resource
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import clickhouse_connect
from clickhouse_connect.driver.client import Client
from clickhouse_connect.driver.exceptions import DatabaseError, OperationalError, ProgrammingError

READERS = 4
LOOK, WAIT = 0.5, 35.0  # seconds; a query may take thirty
DATABASE = "clew"
OPEN_FILES = 65_536  # merging wide parts opens a file for each column of each part
EVERYWHERE: dict[str, Any] = {
    "type_json_skip_duplicated_paths": 1,
    "allow_experimental_json_type": 1,
}
WRITING: dict[str, Any] = EVERYWHERE | {
    "async_insert": 0,
    "throw_on_max_partitions_per_insert_block": 0,
    # A date inside properties stays the text that was sent.
    "input_format_try_infer_dates": 0,
    "input_format_try_infer_datetimes": 0,
    "distributed_foreground_insert": 1,
    # One block for each insert, so that one deduplication token means one block.
    "input_format_parallel_parsing": 0,
    "input_format_skip_unknown_fields": 1,
    "mutations_sync": 0,
}
READING: dict[str, Any] = EVERYWHERE | {
    "max_threads": 2,
    "max_execution_time": 30,  # seconds
    # Properties are read for the rows of the page only, not for all rows that were sorted.
    "query_plan_max_limit_for_lazy_materialization": 1000,
}


class ClickHouse:
    """Clients of one event store. ``url`` empty means the embedded engine on ``path``."""

    def __init__(
        self, *, path: Path, url: str = "", cluster: str = "", readers: int = READERS
    ) -> None:
        self._path, self._url, self._readers = path, url, readers
        self.cluster = cluster
        self._prepared = False
        self._writer: Client | None = None
        self._writing = threading.RLock()
        self._free: queue.LifoQueue[Client] = queue.LifoQueue()
        self._opened: list[Client] = []
        self._apart: list[Client] = []
        self._opening = threading.RLock()

    @property
    def is_embedded(self) -> bool:
        return not self._url

    def ping(self) -> bool:
        with self.reader() as client:
            return client.ping()

    @contextlib.contextmanager
    def writer(self) -> Iterator[Client]:
        """The one client that writes; callers wait for each other."""
        with self._writing:
            if self._writer is None:
                with self._opening:
                    self._prepare()
                self._writer = self._open(WRITING, DATABASE)
            yield self._writer

    @contextlib.contextmanager
    def reader(self) -> Iterator[Client]:
        """A client that can only read, for the time of the block."""
        client = self._borrow()
        try:
            yield client
        except DatabaseError:
            # An embedded client gives what a failed query had begun to answer to the next one.
            self.give_up(client)
            with contextlib.suppress(DatabaseError):  # whoever comes next opens another
                self._free.put(self._open_reader())
            raise
        except BaseException:
            self._free.put(client)
            raise
        else:
            self._free.put(client)

    def open_apart(self, settings: dict[str, Any]) -> Client:
        """One more client, beside the readers: whoever asked for it keeps it, or gives it up."""
        with self._opening:
            self._prepare()
            client = self._open(EVERYWHERE | settings, DATABASE)
            self._apart.append(client)
            return client

    def give_up(self, client: Client) -> None:
        with self._opening:
            for opened in (self._opened, self._apart):
                if client in opened:
                    opened.remove(client)
        with contextlib.suppress(DatabaseError, ProgrammingError):
            client.close()

    def close(self) -> None:
        """Close every client; waits for the calls under way."""
        with self._writing, self._opening:
            writers = [self._writer] if self._writer else []
            for client in [*self._opened, *self._apart, *writers]:
                client.close()
            self._writer, self._opened, self._apart = None, [], []
            self._free = queue.LifoQueue()

    def _borrow(self) -> Client:
        """Looks again and again: a place is free, too, when a reader could not be opened anew."""
        until = time.monotonic() + WAIT
        while time.monotonic() < until:
            with contextlib.suppress(queue.Empty):
                return self._free.get_nowait()
            with self._opening:
                if len(self._opened) < self._readers:
                    return self._open_reader()
            with contextlib.suppress(queue.Empty):
                return self._free.get(timeout=LOOK)
        raise OperationalError("every reader of the event store has been busy for too long")

    def _open_reader(self) -> Client:
        with self._opening:
            self._prepare()
            client = self._open(READING, DATABASE)
            self._only_reads(client)
            self._opened.append(client)
            return client

    def _open(self, settings: dict[str, Any], database: str | None) -> Client:
        if self._url:
            return clickhouse_connect.get_client(
                dsn=self._url,
                database=database,
                settings=settings,
                tz_mode="aware",
                autogenerate_session_id=False,
            )
        return clickhouse_connect.get_client(
            interface="chdb",
            path=str(self._path),
            database=database,
            settings=settings,
            tz_mode="aware",
        )

    def _only_reads(self, client: Client) -> None:
        # 2: reads only, but a query may still bring its own limits.
        client.set_client_setting("readonly", 2)

    def _prepare(self) -> None:
        """The database must be there before a client can be opened on it."""
        if self._prepared:
            return
        if self.is_embedded:
            self._path.mkdir(parents=True, exist_ok=True)
            _allow_open_files()
        client = self._open({}, None)
        on_cluster = f" ON CLUSTER '{self.cluster}'" if self.cluster else ""
        client.command(f"CREATE DATABASE IF NOT EXISTS {DATABASE}{on_cluster}")
        client.close()
        self._prepared = True


def _allow_open_files() -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = OPEN_FILES if hard == resource.RLIM_INFINITY else min(OPEN_FILES, hard)
    if soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


_current: ClickHouse | None = None
_making = threading.Lock()


def engine_on(*, path: Path, url: str = "", cluster: str = "") -> ClickHouse:
    """The process's engine; later calls give the same one until :func:`close`."""
    global _current  # noqa: PLW0603 - an embedded engine is one for each process by its nature
    with _making:
        if _current is None:
            _current = ClickHouse(path=path, url=url, cluster=cluster)
        return _current


def close() -> None:
    global _current  # noqa: PLW0603
    with _making:
        if _current is not None:
            _current.close()
            _current = None
