"""The writer: one for the installation, in a thread of its own."""

import contextlib
import threading
import time

import psycopg
import structlog
from django.db import connection

from clew.core.engines.clickhouse import ClickHouse
from clew.events.capture.database import conninfo
from clew.events.channel import CAPTURED, ONE_WRITER
from clew.events.writer.chunks import next_chunk
from clew.events.writer.giving_back import give_back
from clew.events.writer.storing import Keeper

log = structlog.get_logger(__name__)
WAIT = 1.0  # seconds without news after which the log is looked at anyway
GATHER = 0.15  # seconds to let a small chunk grow, so that the store gets fewer, larger parts
SHARE, LONGEST = 2, 1.0  # after a small chunk it rests so much longer than it took; seconds
SMALL = 1_000  # events
MANY = 20_000  # events after which the log may have become large
FIRST_PAUSE, LONGEST_PAUSE = 0.2, 5.0  # seconds after a failure


def write_waiting(store: ClickHouse, *, keeper: Keeper | None = None) -> int:
    """Write all that is in the log now, in this thread; returns how many events were stored."""
    keeper = keeper or Keeper(store)
    stored = 0
    while (chunk := next_chunk()) is not None:
        stored += keeper.write(chunk)
    return stored


class Writer:
    """``start`` once, ``stop`` once. Other processes' writers wait until this one is gone."""

    def __init__(self, store: ClickHouse) -> None:
        self._store = store
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="event writer", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self, timeout: float = 30) -> None:
        """Finishes the chunk under way; the log keeps the rest."""
        self._stopping.set()
        self._thread.join(timeout)

    def _run(self) -> None:
        pause = FIRST_PAUSE
        while not self._stopping.is_set():
            try:
                with psycopg.connect(conninfo(), autocommit=True) as lease:
                    if _is_the_one(lease):
                        self._write_while_leased(lease)
                        pause = FIRST_PAUSE
                    else:
                        self._stopping.wait(WAIT)
            except Exception:
                log.exception("writer.interrupted", again_in_seconds=pause)
                self._stopping.wait(pause)
                pause = min(LONGEST_PAUSE, pause * 2)
            finally:
                with contextlib.suppress(Exception):  # nothing ends this thread but ``stop``
                    connection.close()

    def _write_while_leased(self, lease: psycopg.Connection) -> None:
        lease.execute(f"LISTEN {CAPTURED}")
        keeper, since = Keeper(self._store), MANY
        while not self._stopping.is_set():
            chunk = next_chunk()
            if chunk is None:
                if since >= MANY:
                    give_back()
                    since = 0
                _wait_for_news(lease)
                continue
            began = time.monotonic()
            stored = keeper.write(chunk)
            since += stored
            if stored < SMALL:
                took = time.monotonic() - began
                self._stopping.wait(max(GATHER - took, min(SHARE * took, LONGEST)))


def _is_the_one(lease: psycopg.Connection) -> bool:
    row = lease.execute("SELECT pg_try_advisory_lock(%s)", [ONE_WRITER]).fetchone()
    return bool(row and row[0])


def _wait_for_news(lease: psycopg.Connection) -> None:
    with contextlib.closing(lease.notifies(timeout=WAIT, stop_after=1)) as news:
        for _ in news:
            pass
