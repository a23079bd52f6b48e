"""A bound on request bodies before anything reads them: Django would spool first, refuse later."""

from typing import Any

LIMIT = 26 * 1024 * 1024  # bytes; an attachment may have 25 MB


class TooLarge(Exception):  # noqa: N818  an answer, not a fault
    """More came than the bound allows, or than was announced."""


def announced_length(scope: Any) -> int:
    """What Content-Length says; 0 when it says nothing that can be read."""
    value = dict(scope["headers"]).get(b"content-length", b"0")
    return int(value) if value.isdigit() else 0


def bounded(receive: Any) -> Any:
    """``receive`` that raises TooLarge once the body has passed the bound."""
    seen = 0

    async def counting() -> Any:
        nonlocal seen
        message = await receive()
        seen += len(message.get("body", b""))
        if seen > LIMIT:
            raise TooLarge
        return message

    return counting


async def refuse(send: Any) -> None:
    text = b"The request is too large. A file may have 25 MB.\n"
    headers = [
        (b"content-type", b"text/plain; charset=utf-8"),
        (b"content-length", str(len(text)).encode()),
        (b"connection", b"close"),
    ]
    await send({"type": "http.response.start", "status": 413, "headers": headers})
    await send({"type": "http.response.body", "body": text})
