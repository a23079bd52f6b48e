"""What is said while a backup or a restore works."""

import sys
from typing import TextIO


class Progress:
    """A line for each step; on a terminal also how far it is."""

    def __init__(self, out: TextIO | None = None) -> None:
        self._out = out or sys.stdout
        self._shown = -1

    def share(self, what: str, share: float) -> None:
        percent = min(99, int(share * 100))
        if percent != self._shown and self._out.isatty():
            self._shown = percent
            print(f"\r{what} {percent:3d} %", end="", file=self._out, flush=True)

    def done(self, what: str, said: str) -> None:
        start = "\r" if self._out.isatty() else ""
        self._shown = -1
        print(f"{start}{what}: {said}", file=self._out, flush=True)


def size(count: float) -> str:
    """As people read it."""
    for unit, of_it in (("GB", 1e9), ("MB", 1e6), ("KB", 1e3)):
        if count >= of_it:
            return f"{count / of_it:.1f} {unit}"
    return f"{count:.0f} bytes"
