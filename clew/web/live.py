"""The stream of topics each browser tab (one of them, for all) keeps open."""

import asyncio
import contextlib
import random
from collections.abc import AsyncIterator
from http import HTTPStatus

import orjson
from django.contrib.auth import get_user
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase

from clew.core import live
from clew.core.live import Told
from clew.web.live_audience import Audience, audience_of, in_thread, telling

HEARTBEAT = 20  # seconds at most; shorter than the idle timeout of common proxies
RETRY = b"retry: 2000\n\n"
PACE = 10  # ms for each stream: what one refetch takes, so that all of them are no crowd
LOOK_UP = Told([])


def stream(request: HttpRequest) -> HttpResponseBase:
    """``data: {"topics": […]}`` a change; ids only, the pages refetch through their own doors."""
    if not request.user.is_authenticated:
        return HttpResponse(status=HTTPStatus.UNAUTHORIZED)
    return StreamingHttpResponse(
        topics_for(request.session, audience_of(request.user)),
        content_type="text/event-stream",
        headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
    )


async def topics_for(session: SessionBase, audience: Audience | None) -> AsyncIterator[bytes]:
    """Ends when the server stops, or says goodbye when the session was revoked."""
    async with live.listener().subscribe() as queue:
        yield RETRY + here()
        while audience:
            async for told in until_due(queue):
                if not told:
                    return
                if said := b"".join([await telling(each).to(audience) for each in told]):
                    yield said
            yield here()
            audience = await renewed(session)
        yield b"event: bye\ndata: {}\n\n"


async def until_due(queue: asyncio.Queue[Told]) -> AsyncIterator[list[Told]]:
    """All that is told, as it comes, until the stream's session has to be looked at again.

    However much is going on: a revoked session hears no more. An empty list is the last.
    Streams that were opened together are not looked at together.
    """
    loop = asyncio.get_running_loop()
    wait = HEARTBEAT * random.uniform(0.5, 1)  # noqa: S311
    due = loop.time() + wait
    reminder = loop.call_later(wait, look_up, queue)
    try:
        while loop.time() < due:
            told = [await queue.get()]
            while not queue.empty():
                told.append(queue.get_nowait())
            if LOOK_UP in told:
                due = 0
            told = [each for each in told if each is not LOOK_UP]
            if any(not each.topics for each in told):
                yield []
            elif told:
                yield told
    finally:
        reminder.cancel()


def look_up(queue: asyncio.Queue[Told]) -> None:
    with contextlib.suppress(asyncio.QueueFull):  # then it looks up by itself
        queue.put_nowait(LOOK_UP)


def here() -> bytes:
    """Says the pace, too: what all who listen would ask for at once, they ask for in turn."""
    pace = live.listener().count * PACE
    return b"event: here\ndata: " + orjson.dumps({"pace": pace}) + b"\n\n"


@in_thread
def renewed(session: SessionBase) -> Audience | None:
    """Asks anew: the session may be gone, the password changed, the staff left or moved team.

    None when nobody is signed in any more.
    """
    asking = HttpRequest()
    asking.session = type(session)(session.session_key)
    user = get_user(asking)
    return audience_of(user) if user.is_authenticated and user.is_active else None
