"""Slows down whoever asks too much. In memory: each process counts for itself, writing nothing."""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from math import ceil

MOST_CALLERS = 50_000  # remembered at once; the one not seen for longest is forgotten


@dataclass(frozen=True)
class Allowance:
    burst: int  # at once
    per_minute: float  # from then on


class Limiter:
    """A bucket of requests for each caller, which refills with time."""

    def __init__(self, allowance: Allowance, clock: Callable[[], float] = time.monotonic) -> None:
        self._allowance = allowance
        self._clock = clock
        self._lock = threading.Lock()
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()  # left, as of when

    def seconds_to_wait(self, caller: str) -> int:
        """0 when the caller may go on, and then this request is counted."""
        now = self._clock()
        with self._lock:
            left, since = self._buckets.pop(caller, (float(self._allowance.burst), now))
            refilled = left + (now - since) * self._allowance.per_minute / 60
            left = min(float(self._allowance.burst), refilled)
            allowed = left >= 1
            self._buckets[caller] = (left - 1 if allowed else left, now)
            if len(self._buckets) > MOST_CALLERS:
                self._buckets.popitem(last=False)
        return 0 if allowed else ceil((1 - left) * 60 / self._allowance.per_minute)

    def forget(self) -> None:
        with self._lock:
            self._buckets.clear()


# A whole office may sit behind one address, and an outage makes all of it ask at once: an open
# widget asks for answers every five seconds.
READING = Limiter(Allowance(burst=600, per_minute=1200))
WRITING = Limiter(Allowance(burst=120, per_minute=120))
OPENING = Limiter(Allowance(burst=20, per_minute=6))
UPLOADING = Limiter(Allowance(burst=40, per_minute=10))  # each up to 25 MB, kept for a day
