"""The stream of topics each browser tab (one of them, for all) keeps open."""

import asyncio
from collections.abc import AsyncIterator
from http import HTTPStatus

import orjson
from asgiref.sync import sync_to_async
from django.contrib.auth import get_user
from django.db import connections
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase

from clew.core import live

HEARTBEAT = 20  # seconds; shorter than the idle timeout of common proxies
RETRY = b"retry: 2000\n\n"


async def stream(request: HttpRequest) -> HttpResponseBase:
    """``data: {"topics": […]}`` a change; ids only, the pages refetch through their own doors."""
    user = await request.auser()
    if not user.is_authenticated:
        return HttpResponse(status=HTTPStatus.UNAUTHORIZED)
    await sync_to_async(connections.close_all)()  # a stream holds no connection of the pool
    return StreamingHttpResponse(
        topics_for(request),
        content_type="text/event-stream",
        headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
    )


async def topics_for(request: HttpRequest) -> AsyncIterator[bytes]:
    """Ends when the server stops, or says goodbye when the session was revoked."""
    async with live.listener().subscribe() as queue:
        yield RETRY
        clock = asyncio.get_running_loop().time
        due = clock() + HEARTBEAT  # however much is going on, a revoked session hears no more
        while True:
            try:
                topics = await asyncio.wait_for(queue.get(), max(0, due - clock()))
            except TimeoutError:
                if not await still_signed_in(request):
                    yield b"event: bye\ndata: {}\n\n"
                    return
                due = clock() + HEARTBEAT
                yield b": here\n\n"
                continue
            if not topics:
                return
            yield b"data: " + orjson.dumps({"topics": topics}) + b"\n\n"


@sync_to_async
def still_signed_in(request: HttpRequest) -> bool:
    """Asks the database anew: the session may be gone, the password changed, the staff left."""
    try:
        fresh = type(request.session)(request.session.session_key)
        request.session = fresh
        user = get_user(request)
        return user.is_authenticated and user.is_active
    finally:
        connections.close_all()
