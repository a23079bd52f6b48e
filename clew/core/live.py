"""Live updates: the server says *what* changed, browsers refetch it through the normal views.

``publish`` sends topics (ids only, never content) with the transaction by PostgreSQL's NOTIFY;
one listener per process gathers them for a moment and fans them out to the open event streams.
A write to each of 300 streams is what live updates cost: many changes are one write.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass
from typing import Any

import orjson
import psycopg
import structlog
from django.db import connection

from clew.core.engines.postgres import AWAKE

CHANNEL = "clew_live"
TOLD_AT_ONCE = 100  # topics; a notification of PostgreSQL has less than 8,000 bytes
GATHER = 0.1  # seconds from one telling to the next
SOON = 0.01  # seconds; a change after a quiet time waits for what else comes of it, no longer
QUEUE_SIZE = 50  # tellings; a browser this far behind is told to reload everything instead
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


@dataclass(frozen=True, eq=False)
class Told:
    """What changed since the last telling: one object, the same for every stream.

    Without topics: the server is stopping.
    """

    topics: list[str]


class Listener:
    """Fans notifications out to subscribers; reconnects and says "resync" after a gap."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._queues: set[asyncio.Queue[Told]] = set()
        self._task: asyncio.Task[None] | None = None
        self._gathered: dict[str, None] = {}
        self._due: asyncio.TimerHandle | None = None
        self._told_at = 0.0
        self._missed = False

    @property
    def count(self) -> int:
        return len(self._queues)

    async def start(self) -> None:
        self._task = asyncio.create_task(self._run())

    async def stop(self) -> None:
        self._send([])
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task

    @contextlib.asynccontextmanager
    async def subscribe(self) -> AsyncIterator[asyncio.Queue[Told]]:
        """A queue of what is told. Nothing told means: the server is stopping."""
        queue: asyncio.Queue[Told] = asyncio.Queue(maxsize=QUEUE_SIZE)
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
                self._missed = True
                await asyncio.sleep(1)

    async def _listen(self) -> None:
        options: dict[str, Any] = AWAKE
        connection = await psycopg.AsyncConnection.connect(self._url, autocommit=True, **options)
        async with connection:
            await connection.execute(f"LISTEN {CHANNEL}")
            if self._missed:  # told now that nothing more is: earlier would miss what came between
                self._missed = False
                self._gather(["resync"])
            async for notification in connection.notifies():
                self._gather(orjson.loads(notification.payload))

    def _gather(self, topics: list[str]) -> None:
        """Each topic once, where it came last: somebody writes, stops, and writes again."""
        for topic in topics:
            self._gathered.pop(topic, None)
            self._gathered[topic] = None
        if self._due is None:
            loop = asyncio.get_running_loop()
            wait = max(SOON, self._told_at + GATHER - loop.time())
            self._due = loop.call_later(wait, self._tell)

    def _tell(self) -> None:
        self._due = None
        self._told_at = asyncio.get_running_loop().time()
        topics, self._gathered = list(self._gathered), {}
        self._send(topics)

    def _send(self, topics: list[str]) -> None:
        told = Told(topics)
        for queue in self._queues:
            if queue.full():
                while not queue.empty():
                    queue.get_nowait()
                queue.put_nowait(Told(["resync"]))
            else:
                queue.put_nowait(told)


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
