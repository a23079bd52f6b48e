"""Live updates: the server says *what* changed, browsers refetch it through the normal views.

``publish`` sends topics (ids only, never content) with the transaction by PostgreSQL's NOTIFY;
one listener per process fans them out to the open event streams.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Iterable
from typing import Any

import orjson
import psycopg
import structlog
from django.db import connection

from clew.core.engines.postgres import AWAKE

CHANNEL = "clew_live"
TOLD_AT_ONCE = 100  # topics; a notification of PostgreSQL has less than 8,000 bytes
QUEUE_SIZE = 200  # a browser this far behind is told to reload everything instead
log = structlog.get_logger(__name__)


def publish(topics: Iterable[str]) -> None:
    """Tell every open browser, when and only if the current transaction commits."""
    send(hints(topics))


def hints(topics: Iterable[str]) -> list[str]:
    """The notifications that tell these topics."""
    names = list(dict.fromkeys(topics))
    pieces = (names[start : start + TOLD_AT_ONCE] for start in range(0, len(names), TOLD_AT_ONCE))
    return [orjson.dumps(piece).decode() for piece in pieces]


def send(notifications: list[str]) -> None:
    for told in notifications:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_notify(%s, %s)", [CHANNEL, told])


class Listener:
    """Fans notifications out to subscribers; reconnects and says "resync" after a gap."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._queues: set[asyncio.Queue[list[str]]] = set()
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        self._task = asyncio.create_task(self._run())

    async def stop(self) -> None:
        self._send([])
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task

    @contextlib.asynccontextmanager
    async def subscribe(self) -> AsyncIterator[asyncio.Queue[list[str]]]:
        """A queue of topic lists. An empty list means: the server is stopping."""
        queue: asyncio.Queue[list[str]] = asyncio.Queue(maxsize=QUEUE_SIZE)
        self._queues.add(queue)
        try:
            yield queue
        finally:
            self._queues.discard(queue)

    async def _run(self) -> None:
        while True:
            try:
                await self._listen()
            except (psycopg.Error, OSError) as error:
                log.warning("live.listener_lost", error=str(error))
                await asyncio.sleep(1)
                self._send(["resync"])

    async def _listen(self) -> None:
        options: dict[str, Any] = AWAKE
        connection = await psycopg.AsyncConnection.connect(self._url, autocommit=True, **options)
        async with connection:
            await connection.execute(f"LISTEN {CHANNEL}")
            async for notification in connection.notifies():
                self._send(orjson.loads(notification.payload))

    def _send(self, topics: list[str]) -> None:
        for queue in self._queues:
            if queue.full():
                while not queue.empty():
                    queue.get_nowait()
                queue.put_nowait(["resync"])
            else:
                queue.put_nowait(topics)


_listener: Listener | None = None


async def start(url: str) -> None:
    global _listener  # noqa: PLW0603  one listener per process, owned by the lifespan
    _listener = Listener(url)
    await _listener.start()


async def stop() -> None:
    if _listener is not None:
        await _listener.stop()


def listener() -> Listener:
    if _listener is None:
        raise RuntimeError("The live listener runs inside the server process only")
    return _listener
