"""How fast one token may call: a bucket for each, in this process."""

import math
import threading
import time
from dataclasses import dataclass

from django.conf import settings

BURST_SECONDS = 30  # of saved-up calls
MAX_BUCKETS = 10_000


@dataclass
class Bucket:
    calls: float
    at: float


_buckets: dict[tuple[int, int], Bucket] = {}
_lock = threading.Lock()


def wait_for(token_id: int, per_minute: int = 0) -> int:
    """0 when the call may go ahead, else the seconds to wait. The default is 1,200 a minute.

    Doors that take more say so in ``per_minute``, and are counted by themselves.
    """
    rate = (per_minute or getattr(settings, "CLEW_API_CALLS_PER_MINUTE", 1200)) / 60
    most = max(1.0, rate * BURST_SECONDS)
    now = time.monotonic()
    with _lock:
        if len(_buckets) > MAX_BUCKETS:
            _buckets.clear()
        bucket = _buckets.setdefault((token_id, per_minute), Bucket(most, now))
        bucket.calls = min(most, bucket.calls + (now - bucket.at) * rate)
        bucket.at = now
        if bucket.calls < 1:
            return math.ceil((1 - bucket.calls) / rate)
        bucket.calls -= 1
        return 0
