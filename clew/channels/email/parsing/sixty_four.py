"""Base64 with junk in it, several paddings or none."""

import re
from binascii import Error, a2b_base64

OUTSIDE = re.compile(rb"[^A-Za-z0-9+/=]+")
WEB = bytes.maketrans(b"-_", b"+/")
GROUP = 4


def decode_base64(raw: bytes) -> tuple[bytes, bool]:
    """What it holds, and whether all of it was in order. Never raises."""
    flat = raw.translate(None, b" \t\r\n")
    padding = flat.find(b"=")
    if padding < 0 or padding >= len(flat) - 2:
        try:
            return a2b_base64(flat, strict_mode=True), True
        except Error:
            pass
    return _mended(flat), False


def _mended(flat: bytes) -> bytes:
    if b"+" not in flat and b"/" not in flat:
        flat = flat.translate(WEB)
    flat = OUTSIDE.sub(b"", flat)
    return b"".join(_segment(piece) for piece in re.split(rb"=+", flat))


def _segment(piece: bytes) -> bytes:
    left = len(piece) % GROUP
    if left == 1:  # six bits: no byte
        piece = piece[:-1]
    return a2b_base64(piece + b"=" * (-len(piece) % GROUP))
