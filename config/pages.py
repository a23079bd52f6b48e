"""Pages over ASGI, each made by one thread from beginning to end.

Django's own handler changes between loop and threads a dozen times for a view that is not async,
and starts a thread for each request: about two milliseconds, a tenth of a page, and a thread for
each stream that lasts (clew.web.live). A stream that is async holds none here.
"""

import asyncio
import contextvars
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import IO, Any, TypeVar

from django.core import signals
from django.core.exceptions import RequestAborted
from django.core.handlers.asgi import ASGIHandler, get_script_prefix
from django.http import FileResponse, HttpResponse
from django.urls import set_script_prefix

from clew.core import turns

T = TypeVar("T")
THREADS = 16  # at once; more wait. Fewer than the database has connections for us


class Pages(ASGIHandler):
    """An ASGI application. Views may be sync or async; a stream is read in its thread's pool."""

    def __init__(self) -> None:
        super(ASGIHandler, self).__init__()
        self.load_middleware(is_async=False)
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="page")

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        try:
            body = await self.read_body(receive)
        except RequestAborted:
            return
        context = contextvars.copy_context()
        with turns.page():
            response = await self._run(context, lambda: self._answer(scope, body))
        try:
            if response.streaming and response.is_async:
                await self._until_gone(receive, self.send_response(response, send))
            else:
                await self._send(response, send, context)
        finally:
            body.close()
            if response.streaming:
                await self._run(context, response.close)

    async def _until_gone(self, receive: Any, sending: Coroutine[Any, Any, None]) -> None:
        """A stream that lasts ends when its reader leaves, which nothing it sends would tell."""
        both = [asyncio.create_task(sending), asyncio.create_task(receive())]
        await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
        for task in both:
            task.cancel()
        await asyncio.wait(both)
        if not both[0].cancelled():
            both[0].result()

    async def _run(self, context: contextvars.Context, work: Callable[[], T]) -> T:
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._threads, context.run, work)

    def _answer(self, scope: Any, body: IO[bytes]) -> Any:
        """With everything a page opened closed again, unless it is read later."""
        set_script_prefix(get_script_prefix(scope))
        signals.request_started.send(sender=type(self), scope=scope)
        request, refusal = self.create_request(scope, body)
        response: Any = refusal if request is None else self.get_response(request)
        if isinstance(response, FileResponse):
            response.block_size = self.chunk_size
        if not response.streaming:
            response.close()
        return response

    async def _send(self, response: Any, send: Any, context: contextvars.Context) -> None:
        if not response.streaming:
            await self.send_response(response, send)
            return
        parts: Iterator[bytes] = iter(response.streaming_content)
        whole = HttpResponse(status=response.status_code)
        whole.headers, whole.cookies = response.headers, response.cookies

        async def begun(message: Any) -> None:
            if message["type"] == "http.response.start":
                await send(message)

        await self.send_response(whole, begun)
        while (part := await self._run(context, lambda: next(parts, None))) is not None:
            await send({"type": "http.response.body", "body": part, "more_body": True})
        await send({"type": "http.response.body", "body": b""})
