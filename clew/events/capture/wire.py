"""Just enough of ASGI: the whole body within a cap, and one answer."""

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass, field
from typing import Any

from clew.events.capture import room
from clew.events.capture.bodies import MAX_WIRE
from clew.events.capture.refusals import BadBody, TooLarge, TooSlow

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
JSON = b"application/json"
TEXT = b"text/plain; charset=utf-8"
SCRIPT = b"application/javascript; charset=utf-8"
# Read past a refused body up to here, so that the sender sees the answer, not a closed pipe.
DRAIN = 4 * MAX_WIRE


def header(scope: Scope, name: bytes) -> str:
    for key, value in scope["headers"]:
        if key == name:
            text: str = value.decode("latin-1")
            return text
    return ""


async def body_of(receive: Receive) -> bytes:
    """The whole body.

    Raises TooLarge, after draining, when it passes the cap; TooSlow; NotNow when all senders
    together hold too much.
    """
    body = _Body()
    try:
        async with asyncio.timeout(room.FINISH_WITHIN):
            while await body.grows(receive):
                pass
    except TimeoutError:
        raise TooSlow("the body did not arrive in time") from None
    finally:
        room.give_back(body.held)
    if body.size > MAX_WIRE:
        raise TooLarge("payload is too large")
    return body.parts[0] if len(body.parts) == 1 else b"".join(body.parts)


@dataclass
class _Body:
    """One that is arriving."""

    parts: list[bytes] = field(default_factory=list)
    size: int = 0
    held: int = 0

    async def grows(self, receive: Receive) -> bool:
        """Takes one part; whether more of it is worth waiting for."""
        message = await receive()
        if message["type"] == "http.disconnect":
            raise BadBody("the connection closed before the body ended")
        part = message.get("body", b"")
        self.size += len(part)
        if self.size <= MAX_WIRE:
            room.hold(len(part))
            self.held += len(part)
            self.parts.append(part)
        else:
            self.parts.clear()
            room.give_back(self.held)
            self.held = 0
        return bool(message.get("more_body", False)) and self.size <= DRAIN


def cors(scope: Scope) -> list[tuple[bytes, bytes]]:
    """Old SDKs and proxies send unforeseen headers, so whatever is asked for is allowed."""
    origin = header(scope, b"origin")
    if not origin:
        return []
    asked = header(scope, b"access-control-request-headers")
    headers = [
        (b"access-control-allow-origin", origin.encode("latin-1")),
        (b"access-control-allow-credentials", b"true"),
        (b"access-control-allow-methods", b"GET, POST, OPTIONS, HEAD"),
        (b"access-control-max-age", b"600"),
        (b"vary", b"origin"),
    ]
    if asked:
        headers.append((b"access-control-allow-headers", asked.encode("latin-1")))
    return headers


async def answer(
    scope: Scope,
    send: Send,
    body: bytes,
    *,
    status: int = 200,
    kind: bytes = JSON,
    headers: tuple[tuple[bytes, bytes], ...] = (),
) -> None:
    described = [(b"content-type", kind), (b"content-length", str(len(body)).encode())]
    await send(
        {
            "type": "http.response.start",
            "status": status,
            "headers": [*described, *cors(scope), *headers],
        }
    )
    shown = b"" if scope["method"] == "HEAD" else body
    await send({"type": "http.response.body", "body": shown})
