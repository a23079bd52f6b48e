"""What is asked for at every fact or request, read at most once in a while.

A change is known at once in the process that made it, and within ``known_for`` in the others.
"""

import time
from collections.abc import Callable
from threading import Lock
from typing import Any, Generic, TypeVar

from django.db import transaction

T = TypeVar("T")
KNOWN_FOR = 2.0  # seconds


every_one: list["BrieflyKnown[Any]"] = []


def forget_all() -> None:
    """For tests: what one of them read, the next has not."""
    for known in every_one:
        known.forget_now()


class BrieflyKnown(Generic[T]):
    def __init__(self, read: Callable[[], T], *, known_for: float = KNOWN_FOR) -> None:
        self._read, self._known_for = read, known_for
        self._known: tuple[float, T] | None = None
        self._lock = Lock()
        every_one.append(self)

    def __call__(self) -> T:
        known, now = self._known, time.monotonic()
        if known is not None and now - known[0] <= self._known_for:
            return known[1]
        found = self._read()
        with self._lock:
            self._known = (now, found)
        return found

    def forget(self) -> None:
        """After a change: here at once, and again once others can see it."""
        self.forget_now()
        transaction.on_commit(self.forget_now)

    def forget_now(self) -> None:
        with self._lock:
            self._known = None
