"""Names that are asked for at every fact, read at most once in a while.

A change is known at once in the process that made it, and within ``KNOWN_FOR`` in the others.
"""

import time
from collections.abc import Callable
from threading import Lock

from django.db import transaction

KNOWN_FOR = 2.0  # seconds
NOTHING: tuple[float, frozenset[str]] = (-KNOWN_FOR, frozenset())


every_one: list["BrieflyKnown"] = []


def forget_all() -> None:
    """For tests: what one of them read, the next has not."""
    for known in every_one:
        known.forget_now()


class BrieflyKnown:
    def __init__(self, read: Callable[[], frozenset[str]]) -> None:
        self._read = read
        self._known, self._lock = NOTHING, Lock()
        every_one.append(self)

    def __call__(self) -> frozenset[str]:
        at, names = self._known
        now = time.monotonic()
        if now - at > KNOWN_FOR:
            names = self._read()
            with self._lock:
                self._known = (now, names)
        return names

    def forget(self) -> None:
        """After a change: here at once, and again once others can see it."""
        self.forget_now()
        transaction.on_commit(self.forget_now)

    def forget_now(self) -> None:
        with self._lock:
            self._known = NOTHING
