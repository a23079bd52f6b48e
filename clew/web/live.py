"""The stream of topics each browser tab (one of them, for all) keeps open."""

import asyncio
import contextlib
import re
from collections.abc import AsyncIterator, Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from http import HTTPStatus
from typing import Any, ParamSpec, TypeVar

import orjson
from asgiref.sync import sync_to_async
from django.contrib.auth import get_user
from django.contrib.auth.models import AnonymousUser
from django.db import connections
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase

from clew.core import live
from clew.people.models import Staff
from clew.tickets.queries.doors import (
    open_numbers,
    reads_every_ticket,
    reads_open_tickets,
    visible_numbers,
)

ABOUT_A_TICKET = re.compile(r"(?:ticket|presence)/(\d{1,15})(?:/|$)")
HEARTBEAT = 20  # seconds; shorter than the idle timeout of common proxies
RETRY = b"retry: 2000\n\n"
THREADS = ThreadPoolExecutor(4, thread_name_prefix="live")  # of all streams together
P = ParamSpec("P")
R = TypeVar("R")


def in_thread(work: Callable[P, R]) -> Callable[P, Coroutine[Any, Any, R]]:
    """A statement now and then: no stream has a thread of its own."""
    return sync_to_async(work, thread_sensitive=False, executor=THREADS)


def stream(request: HttpRequest) -> HttpResponseBase:
    """``data: {"topics": […]}`` a change; ids only, the pages refetch through their own doors."""
    if not request.user.is_authenticated:
        return HttpResponse(status=HTTPStatus.UNAUTHORIZED)
    return StreamingHttpResponse(
        topics_for(request),
        content_type="text/event-stream",
        headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
    )


async def topics_for(request: HttpRequest) -> AsyncIterator[bytes]:
    """Ends when the server stops, or says goodbye when the session was revoked."""
    async with live.listener().subscribe() as queue:
        yield RETRY
        audience = Audience(request)
        clock = asyncio.get_running_loop().time
        while await audience.renew():
            due = clock() + HEARTBEAT  # however much is going on, a revoked session hears no more
            with contextlib.suppress(TimeoutError):
                while topics := await asyncio.wait_for(queue.get(), max(0, due - clock())):
                    if heard := await audience.heard(topics):
                        yield b"data: " + orjson.dumps({"topics": heard}) + b"\n\n"
                return
            yield b": here\n\n"
        yield b"event: bye\ndata: {}\n\n"


class Shared:
    """What every agent may hear of a change, asked once for all streams of this process."""

    def __init__(self) -> None:
        # By the list itself: the next change of the same ticket may be one that hides it.
        self._asked: dict[int, tuple[list[str], asyncio.Task[set[int]]]] = {}

    async def open_numbers(self, topics: list[str], numbers: set[int]) -> set[int]:
        if id(topics) not in self._asked:
            asking = asyncio.create_task(self._ask(numbers))
            self._asked[id(topics)] = (topics, asking)
            asyncio.get_running_loop().call_later(HEARTBEAT, self._asked.pop, id(topics))
        return await asyncio.shield(self._asked[id(topics)][1])

    @staticmethod
    @in_thread
    def _ask(numbers: set[int]) -> set[int]:
        try:
            return open_numbers(numbers)
        finally:
            connections.close_all()


shared = Shared()


class Audience:
    """Who listens to one stream, and what of it they may hear."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request
        self._reader: Staff | AnonymousUser = AnonymousUser()
        self._hears_all = False
        self._hears_open = False

    @in_thread
    def renew(self) -> bool:
        """Asks anew: the session may be gone, the password changed, the staff left or moved team.

        False when nobody is signed in any more.
        """
        try:
            session = type(self._request.session)(self._request.session.session_key)
            self._request.session = session
            user = get_user(self._request)
            self._reader = user if isinstance(user, Staff) else AnonymousUser()
            self._hears_all = reads_every_ticket(self._reader)
            self._hears_open = reads_open_tickets(self._reader)
            return user.is_authenticated and user.is_active
        finally:
            connections.close_all()

    async def heard(self, topics: list[str]) -> list[str]:
        """Without the numbers of hidden tickets. Who reads every ticket costs no statement."""
        found = ((topic, ABOUT_A_TICKET.match(topic)) for topic in topics)
        numbers = {topic: int(match[1]) for topic, match in found if match}
        if self._hears_all or not numbers:
            return topics
        seen = await self._seen(topics, set(numbers.values()))
        return [topic for topic in topics if topic not in numbers or numbers[topic] in seen]

    async def _seen(self, topics: list[str], numbers: set[int]) -> set[int]:
        everyones = await shared.open_numbers(topics, numbers) if self._hears_open else set()
        rest = numbers - everyones
        return everyones | await self._visible(rest) if rest else everyones

    @in_thread
    def _visible(self, numbers: set[int]) -> set[int]:
        try:
            return visible_numbers(self._reader, numbers)
        finally:
            connections.close_all()
