"""Lines that part one part of a mail from the next."""

import re
from collections.abc import Iterator
from typing import NamedTuple

REST_OF_LINE = re.compile(rb"[ \t]*(?=[\r\n]|\Z)")


class Mark(NamedTuple):
    """One boundary: where its line starts, with the line end before it, and where it ends."""

    start: int
    end: int
    closes: bool


def boundaries_in(raw: bytes, start: int, end: int, boundary: bytes) -> Iterator[Mark]:
    if not boundary:
        return
    line = b"--" + boundary
    at = raw.find(line, start, end)
    while at >= 0:
        after = at + len(line)
        closes = raw[after : after + 2] == b"--"
        behind = REST_OF_LINE.match(raw, after + 2 * closes, end)
        if behind and (at == start or raw[at - 1] in b"\r\n"):
            yield Mark(_before_line_end(raw, at, start), behind.end(), closes)
        at = raw.find(line, after, end)


def _before_line_end(raw: bytes, at: int, start: int) -> int:
    """The line end before a boundary belongs to the boundary."""
    if at - 2 >= start and raw[at - 2 : at] == b"\r\n":
        return at - 2
    return max(start, at - 1)


def without_line_end(raw: bytes, start: int, end: int) -> int:
    if raw[start : start + 2] == b"\r\n":
        start += 2
    elif raw[start : start + 1] in {b"\r", b"\n"}:
        start += 1
    return min(start, end) if start > end else start
