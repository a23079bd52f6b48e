"""Group commit: requests that wait together are written in one transaction."""

import asyncio
import contextlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import psycopg
import structlog
from psycopg import AsyncConnection

from clew.events.capture.database import connect
from clew.events.capture.disk import Disk
from clew.events.capture.entry import Entry
from clew.events.capture.refusals import NotNow
from clew.events.channel import CAPTURED, LOG_ORDER

log = structlog.get_logger(__name__)
MAX_WAITING = 256 * 1024 * 1024  # bytes of bodies in memory before new requests are put off
MAX_TOGETHER = 32 * 1024 * 1024  # bytes of bodies in one transaction
COMMIT_WITHIN = 15.0  # seconds; most SDKs give up after ten and send again
MOST_HANGING = 3  # commits without an answer; then nothing is tried until one of them ends
CANNOT = "events cannot be stored at the moment; try again"
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
        self._disk = Disk()
        self._failing = ""  # why the last group was not committed
        self._hanging: set[asyncio.Task[None]] = set()

    def start(self) -> None:
        self._task = asyncio.create_task(self._run(), name="capture committer")

    async def stop(self) -> None:
        """Commits what waits, then closes."""
        self._stopping = True
        self._wake.set()
        if self._task is not None:
            await self._task
        for writing in self._hanging:
            writing.cancel()
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
        problem: NotNow | None = NotNow(CANNOT)
        try:
            self._disk.check(sum(len(waiting.entry.request.body) for waiting in group))
            await self._within(COMMIT_WITHIN, [waiting.entry for waiting in group])
        except NotNow as refusal:
            problem = refusal
            self._tell(refusal.reason)
        except (psycopg.Error, OSError) as error:
            self._tell(str(error))
            await self._drop_connection()
        except Exception:
            log.exception("capture.not_committed")
            await self._drop_connection()
        else:
            problem = None
            self._tell("")
        for waiting in group:
            if waiting.done.done():  # the client went away; its events are stored all the same
                continue
            if problem is None:
                waiting.done.set_result(None)
            else:
                waiting.done.set_exception(problem)

    def _tell(self, failing: str) -> None:
        """When it begins and when it is over: a line for each request would fill a disk."""
        if failing and not self._failing:
            log.warning("capture.not_committed", error=failing)
        if self._failing and not failing:
            log.warning("capture.commits_again")
        self._failing = failing

    async def _within(self, seconds: float, entries: Sequence[Entry]) -> None:
        """Raises NotNow when PostgreSQL says nothing: it may still commit, and a repeat is known.

        Not by a timeout around it, which would wait for PostgreSQL to take the cancelling.
        """
        if len(self._hanging) >= MOST_HANGING:
            raise NotNow(CANNOT)
        if self._connection is None or self._connection.closed:
            self._connection = await connect()
        writing = asyncio.create_task(_write(self._connection, entries))
        done, _ = await asyncio.wait({writing}, timeout=seconds)
        if done:
            await writing
            return
        self._hanging.add(writing)
        writing.add_done_callback(partial(self._give_up, self._connection))
        self._connection = None
        log.warning("capture.commit_hangs", requests=len(entries), seconds=seconds)
        raise NotNow(CANNOT)

    def _give_up(self, connection: AsyncConnection, writing: asyncio.Task[None]) -> None:
        """It ended at last; nobody waits for what came of it."""
        self._hanging.discard(writing)
        if not writing.cancelled():
            writing.exception()  # or asyncio complains that nobody asked
        connection.pgconn.finish()

    async def _drop_connection(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            with contextlib.suppress(psycopg.Error):
                await connection.close()


async def _write(connection: AsyncConnection, entries: Sequence[Entry]) -> None:
    async with connection.pipeline(), connection.transaction():
        # Whatever the server was told for everybody else: 200 means on disk.
        await connection.execute("SET LOCAL synchronous_commit = on")
        # Ids become visible in their order, also across processes.
        await connection.execute("SELECT pg_advisory_xact_lock(%s)", [LOG_ORDER])
        await connection.execute(INSERT, _columns(entries))
        await connection.execute("SELECT pg_notify(%s, '')", [CAPTURED])


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
