"""Group commit: requests that wait together are written in one transaction."""

import asyncio
import contextlib
from collections.abc import Sequence
from dataclasses import dataclass

import psycopg
import structlog
from psycopg import AsyncConnection

from clew.events.capture.database import connect
from clew.events.capture.entry import Entry
from clew.events.capture.refusals import NotNow
from clew.events.channel import CAPTURED, LOG_ORDER

log = structlog.get_logger(__name__)
MAX_WAITING = 256 * 1024 * 1024  # bytes of bodies in memory before new requests are put off
MAX_TOGETHER = 32 * 1024 * 1024  # bytes of bodies in one transaction
INSERT = """
INSERT INTO capture_log (environment_id, key_id, path, content_type, content_encoding, query, ip,
                         body, event_count, historical, refused, received_at)
SELECT * FROM unnest(%b::int[], %b::bigint[], %b::text[], %b::text[], %b::text[], %b::text[],
                     %b::text[], %b::bytea[], %b::int[], %b::bool[], %b::bool[], %b::timestamptz[])
"""


@dataclass(frozen=True, slots=True)
class _Waiting:
    entry: Entry
    done: asyncio.Future[None]


class Committer:
    """Lives on one event loop. ``commit`` returns once the entry is on disk."""

    def __init__(self) -> None:
        self._waiting: list[_Waiting] = []
        self._bytes = 0
        self._wake = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._connection: AsyncConnection | None = None
        self._stopping = False

    def start(self) -> None:
        self._task = asyncio.create_task(self._run(), name="capture committer")

    async def stop(self) -> None:
        """Commits what waits, then closes."""
        self._stopping = True
        self._wake.set()
        if self._task is not None:
            await self._task
        await self._drop_connection()

    async def commit(self, entry: Entry) -> None:
        """Raises NotNow when PostgreSQL cannot take it, or too much waits already."""
        if self._stopping or self._bytes > MAX_WAITING:
            raise NotNow("too busy; try again")
        done = asyncio.get_running_loop().create_future()
        self._waiting.append(_Waiting(entry, done))
        self._bytes += len(entry.request.body)
        self._wake.set()
        await done

    async def _run(self) -> None:
        while not self._stopping or self._waiting:
            if not self._waiting:
                self._wake.clear()
                await self._wake.wait()
            if group := self._next_group():
                await self._commit_group(group)

    def _next_group(self) -> list[_Waiting]:
        size, count = 0, 0
        for waiting in self._waiting:
            count += 1
            size += len(waiting.entry.request.body)
            if size >= MAX_TOGETHER:
                break
        group, self._waiting = self._waiting[:count], self._waiting[count:]
        self._bytes -= size
        return group

    async def _commit_group(self, group: list[_Waiting]) -> None:
        problem: NotNow | None = None
        try:
            await self._write([waiting.entry for waiting in group])
        except (psycopg.Error, OSError) as error:
            log.warning("capture.not_committed", error=str(error), requests=len(group))
            await self._drop_connection()
            problem = NotNow("events cannot be stored at the moment; try again")
        except Exception:
            log.exception("capture.not_committed")
            await self._drop_connection()
            problem = NotNow("events cannot be stored at the moment; try again")
        for waiting in group:
            if waiting.done.done():  # the client went away; its events are stored all the same
                continue
            if problem is None:
                waiting.done.set_result(None)
            else:
                waiting.done.set_exception(problem)

    async def _write(self, entries: Sequence[Entry]) -> None:
        if self._connection is None or self._connection.closed:
            self._connection = await connect()
        connection = self._connection
        async with connection.pipeline(), connection.transaction():
            # Ids become visible in their order, also across processes.
            await connection.execute("SELECT pg_advisory_xact_lock(%s)", [LOG_ORDER])
            await connection.execute(INSERT, _columns(entries))
            await connection.execute("SELECT pg_notify(%s, '')", [CAPTURED])

    async def _drop_connection(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            with contextlib.suppress(psycopg.Error):
                await connection.close()


def _columns(entries: Sequence[Entry]) -> list[list[object]]:
    requests = [entry.request for entry in entries]
    return [
        [entry.environment_id for entry in entries],
        [entry.key_id for entry in entries],
        [request.path for request in requests],
        [_text(request.content_type) for request in requests],
        [_text(request.content_encoding) for request in requests],
        [_text(request.query) for request in requests],
        [_text(entry.ip) for entry in entries],
        [request.body for request in requests],
        [entry.event_count for entry in entries],
        [entry.historical for entry in entries],
        [entry.refused for entry in entries],
        [entry.received_at for entry in entries],
    ]


def _text(value: str) -> str:
    return value.replace("\x00", "")
