"""How much a stranger may send to a page: Django keeps a whole body on disk before it looks."""

from typing import Any

# Above every limit that pages explain themselves (25 MB files), so that those are seen.
MOST = 64 * 1024 * 1024  # bytes
REFUSAL = b"This is larger than anything Clew takes."


class BodyLimit:
    """ASGI around ASGI: refuses by the announced length, and cuts off who announced none."""

    def __init__(self, app: Any, most: int = MOST) -> None:
        self._app = app
        self._most = most

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if announced(scope) > self._most:
            await refuse(send)
            return
        size, answered = 0, False

        async def counted() -> Any:
            nonlocal size
            message = await receive()
            size += len(message.get("body", b""))
            return message if size <= self._most else {"type": "http.disconnect"}

        async def noticed(message: Any) -> None:
            nonlocal answered
            answered = True
            await send(message)

        await self._app(scope, counted, noticed)
        if size > self._most and not answered:  # Django takes it for a sender who went away
            await refuse(send)


async def refuse(send: Any) -> None:
    """And close, so that the rest need not be read."""
    headers = [(b"content-type", b"text/plain"), (b"connection", b"close")]
    await send({"type": "http.response.start", "status": 413, "headers": headers})
    await send({"type": "http.response.body", "body": REFUSAL})


def announced(scope: Any) -> int:
    value = dict(scope["headers"]).get(b"content-length", b"")
    return int(value) if value.isdigit() else 0
