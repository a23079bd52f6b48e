"""Who asks without signing in, and slowing down whoever asks too much."""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import IPv6Address
from math import ceil

from django.conf import settings
from django.http import HttpRequest

MOST_CALLERS = 50_000  # remembered at once; the one not seen for longest is forgotten


_limiters: list["Limiter"] = []


@dataclass(frozen=True)
class Allowance:
    burst: int  # at once
    per_minute: float  # from then on


class Limiter:
    """A bucket of requests for each caller, which refills with time.

    In memory: each process counts for itself, writing nothing.
    """

    def __init__(self, allowance: Allowance, clock: Callable[[], float] = time.monotonic) -> None:
        self._allowance = allowance
        self._clock = clock
        self._lock = threading.Lock()
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()  # left, as of when
        _limiters.append(self)

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


def forget_everybody() -> None:
    """As after a restart."""
    for limiter in _limiters:
        limiter.forget()


def caller_address(request: HttpRequest) -> str:
    """Who is counted: the client as our own proxy saw it, or as we see it without one."""
    forwarded = request.headers.get("X-Forwarded-For", "")
    if settings.USE_X_FORWARDED_HOST and forwarded:
        return counted_as(forwarded.rsplit(",", 1)[-1].strip())
    return counted_as(str(request.META.get("REMOTE_ADDR", "")))


def counted_as(address: str) -> str:
    """An IPv6 address counts as its /64: every subscriber has that many addresses to choose from.

    One that only wraps an IPv4 address counts as that.
    """
    if ":" not in address:
        return address
    try:
        parsed = IPv6Address(address.partition("%")[0])
    except ValueError:
        return address
    if parsed.ipv4_mapped is not None:
        return str(parsed.ipv4_mapped)
    return f"{IPv6Address(int(parsed) >> 64 << 64)}/64"
