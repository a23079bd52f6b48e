"""Counts of a large desk are remembered, and made anew beside the pages that show them.

A page shows what was counted last and asks for what is out of date. One thread of the process
counts it, at most a twentieth of the time for each view, and tells the browsers if something
became different. What was never counted is counted at once.
"""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import structlog
from django.db import connection

from clew.core import live

LARGE = 2000  # unsolved tickets; with fewer, counting everything is quicker than one page
OLD = 60.0  # seconds; conditions ask for the time, so a count grows old by itself
REST = 20.0  # times as long as counting took
MOST_KEPT = 20_000
log = structlog.get_logger(__name__)
Key = tuple[Any, ...]
Counts = dict[str, int]
Counting = Callable[[], tuple[int, Counts]]  # gives the version too: the newest fact's id


@dataclass(frozen=True)
class Counted:
    counts: Counts
    version: int
    at: float
    took: float

    def is_current(self, version: int) -> bool:
        return self.version == version and time.monotonic() - self.at < OLD


class Remembered:
    def __init__(self) -> None:
        self._known: dict[Key, Counted] = {}
        self._sizes: dict[int, int] = {}
        self._waiting: dict[Key, tuple[float, Counting]] = {}
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None

    def is_large(self, environment: int) -> bool:
        return self._sizes.get(environment, 0) >= LARGE

    def sized(self, environment: int, unsolved: int, *, whole: bool) -> None:
        """``whole`` by somebody who reads everything; others can only have seen too few."""
        known = 0 if whole else self._sizes.get(environment, 0)
        self._sizes[environment] = max(known, unsolved)

    def known(self, key: Key) -> Counted | None:
        return self._known.get(key)

    def keep(self, key: Key, counts: Counts, version: int, took: float) -> None:
        if len(self._known) >= MOST_KEPT:
            self._known.clear()
        self._known[key] = Counted(counts, version, time.monotonic(), took)

    def renew(self, key: Key, counting: Counting) -> None:
        """Soon, in another thread; asked again meanwhile it is the same."""
        before = self._known.get(key)
        due = before.at + before.took * REST if before else 0.0
        with self._lock:
            self._waiting.setdefault(key, (due, counting))
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, daemon=True, name="counting")
                self._thread.start()

    def wait(self) -> None:
        """Until nothing is left to count."""
        while thread := self._thread:
            thread.join()

    def _work(self) -> None:
        differs = False
        try:
            while taken := self._next():
                differs |= self._count(*taken)
            if differs:
                live.publish(["tickets"])
        except Exception as error:  # noqa: BLE001  a page shows the last counts, and asks again
            log.warning("views.counting_failed", error=str(error))
        finally:
            connection.close()
            with self._lock:
                self._thread = None

    def _next(self) -> tuple[Key, Counting] | None:
        """The one that is due first, when it is due."""
        with self._lock:
            if not self._waiting:
                return None
            key = min(self._waiting, key=lambda each: self._waiting[each][0])
            due, counting = self._waiting[key]
        time.sleep(max(0.0, due - time.monotonic()))
        with self._lock:
            del self._waiting[key]
        return key, counting

    def _count(self, key: Key, counting: Counting) -> bool:
        begun = time.monotonic()
        version, counts = counting()
        before = self._known.get(key)
        self.keep(key, counts, version, time.monotonic() - begun)
        return before is None or before.counts != counts


remembered = Remembered()
