"""Undoing what SDKs do to a body, never past a budget of bytes."""

import binascii
import re
import zlib
from base64 import b64decode
from enum import StrEnum

from clew.events.capture.refusals import BadBody, TooLarge

GZIP_MAGIC = b"\x1f\x8b\x08"
INFLATE_STEP = 1 << 20  # bytes of output asked for at a time
BASE64_LETTERS = re.compile(rb"[A-Za-z0-9+/\-_]+={0,2}")
BASE64_SAMPLE = 128


class Hint(StrEnum):
    """What a request says about its compression."""

    GZIP = "gzip"
    LZ64 = "lz64"
    BASE64 = "base64"


HINTS = {
    "gzip": Hint.GZIP,
    "gzip-js": Hint.GZIP,
    "lz64": Hint.LZ64,
    "lz-string": Hint.LZ64,
    "base64": Hint.BASE64,
    "b64": Hint.BASE64,
}


def hint_named(name: str) -> Hint | None:
    """The hint a query, form or header value names; unknown names are ignored."""
    return HINTS.get(name.strip().lower())


def inflate(data: bytes, *, budget: int) -> bytes:
    """gunzip, stopping as soon as the output passes the budget."""
    inflater = zlib.decompressobj(wbits=31)
    parts: list[bytes] = []
    size, rest = 0, data
    try:
        while rest and not inflater.eof:
            part = inflater.decompress(rest, INFLATE_STEP)
            size += len(part)
            if size > budget:
                raise TooLarge("payload is too large after decompression")
            parts.append(part)
            rest = inflater.unconsumed_tail
    except zlib.error as error:
        raise BadBody("gzip data is damaged") from error
    if not inflater.eof:
        raise BadBody("gzip data ends too early")
    return b"".join(parts)


def looks_base64(data: bytes) -> bool:
    """Whether the first 128 bytes use the base64 alphabet and the length is a multiple of four."""
    return len(data) % 4 == 0 and BASE64_LETTERS.fullmatch(data[:BASE64_SAMPLE]) is not None


def from_base64(data: bytes) -> bytes:
    try:
        return b64decode(data.replace(b"-", b"+").replace(b"_", b"/"), validate=True)
    except binascii.Error as error:
        raise BadBody("base64 data is damaged") from error
