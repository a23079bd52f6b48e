"""What each audience of live updates may hear: asked and encoded once for all their streams.

Nobody hears the number of a ticket that is hidden from them.
"""

import asyncio
import re
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, ParamSpec, TypeVar
from weakref import WeakKeyDictionary

import orjson
import structlog
from asgiref.sync import sync_to_async
from django.db import DatabaseError, connections

from clew.core.live import Told
from clew.people.models import Staff
from clew.tickets.queries.doors import (
    Reader,
    open_numbers,
    own_readers,
    reads_every_ticket,
    reads_open_tickets,
)

ABOUT_A_TICKET = re.compile(r"(?:ticket|presence)/(\d{1,15})(?:/|$)")
NONE: frozenset[int] = frozenset()
THREADS = ThreadPoolExecutor(4, thread_name_prefix="live")  # of all streams together
P = ParamSpec("P")
R = TypeVar("R")
log = structlog.get_logger(__name__)


def in_thread(work: Callable[P, R]) -> Callable[P, Coroutine[Any, Any, R]]:
    """A statement now and then: no stream has a thread or a connection of its own."""

    def and_close(*given: P.args, **named: P.kwargs) -> R:
        try:
            return work(*given, **named)
        finally:
            connections.close_all()

    return sync_to_async(and_close, thread_sensitive=False, executor=THREADS)


@dataclass(frozen=True)
class Audience:
    """Who listens to a stream, as far as what they hear goes by it."""

    staff_id: int | None
    hears_all: bool
    hears_open: bool


def audience_of(reader: Reader) -> Audience:
    """One statement at most."""
    staff_id = reader.pk if isinstance(reader, Staff) else None
    return Audience(staff_id, reads_every_ticket(reader), reads_open_tickets(reader))


class Telling:
    """One :class:`Told` as the bytes each audience gets."""

    def __init__(self, told: Told) -> None:
        self._topics = told.topics
        self._numbers = {
            topic: int(match[1]) for topic in told.topics if (match := ABOUT_A_TICKET.match(topic))
        }
        self._all = frozenset(self._numbers.values())
        self._said: dict[frozenset[int], bytes] = {}
        self._open: asyncio.Task[set[int]] | None = None
        self._own: asyncio.Task[dict[int, set[int]]] | None = None

    async def to(self, audience: Audience) -> bytes:
        """Nothing, if this is not for them."""
        try:
            return self._saying(self._all if audience.hears_all else await self._seen_by(audience))
        except DatabaseError as error:  # who cannot be told what changed, can be told that
            log.warning("live.audience_unknown", error=str(error))
            return encoded(["resync"])

    async def _seen_by(self, audience: Audience) -> frozenset[int]:
        seen = NONE
        if self._all and audience.hears_open:
            self._open = self._open or asyncio.create_task(_ask_open(self._all))
            seen = frozenset(await asyncio.shield(self._open))
        if seen != self._all and audience.staff_id is not None:
            self._own = self._own or asyncio.create_task(_ask_own(self._all))
            seen |= (await asyncio.shield(self._own)).get(audience.staff_id, NONE)
        return seen

    def _saying(self, seen: frozenset[int]) -> bytes:
        if seen not in self._said:
            numbers = self._numbers
            heard = [each for each in self._topics if each not in numbers or numbers[each] in seen]
            self._said[seen] = encoded(heard) if heard else b""
        return self._said[seen]


@in_thread
def _ask_open(numbers: frozenset[int]) -> set[int]:
    return open_numbers(numbers)


@in_thread
def _ask_own(numbers: frozenset[int]) -> dict[int, set[int]]:
    return own_readers(numbers)


def encoded(topics: list[str]) -> bytes:
    return b"data: " + orjson.dumps({"topics": topics}) + b"\n\n"


# By the telling itself: the next change of the same ticket may be one that hides it.
_tellings: WeakKeyDictionary[Told, Telling] = WeakKeyDictionary()


def telling(told: Told) -> Telling:
    if (found := _tellings.get(told)) is None:
        found = _tellings[told] = Telling(told)
    return found
