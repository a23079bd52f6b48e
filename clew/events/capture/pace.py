"""How many requests one sender may make: a token bucket for each key and address, in memory."""

import time
from dataclasses import dataclass, field

from clew.core.callers import counted_as

MOST = 50_000  # senders remembered
BURST = 5.0  # seconds' worth of requests at once


@dataclass
class Pace:
    """``per_second`` requests; zero means no limit."""

    per_second: float
    _buckets: dict[tuple[int, str], tuple[float, float]] = field(default_factory=dict)

    def allows(self, key_id: int, ip: str) -> bool:
        """Whether one more is allowed; counts it."""
        if not self.per_second:
            return True
        ip, now = counted_as(ip), time.monotonic()
        left = self._left(key_id, ip, now)
        if len(self._buckets) >= MOST:
            self._buckets.clear()
        self._buckets[key_id, ip] = (left - 1 if left >= 1 else left, now)
        return left >= 1

    def is_spent(self, key_id: int, ip: str) -> bool:
        """Whether one more would not be allowed; counts nothing."""
        return bool(self.per_second) and self._left(key_id, counted_as(ip), time.monotonic()) < 1

    def _left(self, key_id: int, ip: str, now: float) -> float:
        full = self.per_second * BURST
        left, since = self._buckets.get((key_id, ip), (full, now))
        return min(full, left + (now - since) * self.per_second)
