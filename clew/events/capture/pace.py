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
        if not self.per_second:
            return True
        ip = counted_as(ip)
        now, full = time.monotonic(), self.per_second * BURST
        left, since = self._buckets.get((key_id, ip), (full, now))
        left = min(full, left + (now - since) * self.per_second)
        if len(self._buckets) >= MOST:
            self._buckets.clear()
        self._buckets[key_id, ip] = (left - 1 if left >= 1 else left, now)
        return left >= 1
