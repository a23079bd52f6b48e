"""Results are kept for a short while: a dashboard is opened by several people at once."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

from django.core.cache import cache

from clew.analytics.dashboard.source import Source
from clew.core import clock

T = TypeVar("T")
KEPT = 120  # seconds


@dataclass(frozen=True, slots=True)
class Result(Generic[T]):
    value: T
    as_of: datetime


def remembered(
    part: str, source: Source, count: Callable[[Source], T], *, also: object = "", fresh: bool
) -> Result[T]:
    """``also`` is what the numbers depend on beside the source; ``fresh`` counts anew."""
    key = _key(part, source, also)
    known: Result[T] | None = None if fresh else cache.get(key)
    if known is None:
        as_of = clock.now()
        known = Result(count(source), as_of)
        cache.set(key, known, KEPT)
    return known


def _key(part: str, source: Source, also: object) -> str:
    told = (source.environment_id, source.asked, source.roles, source.accounts, also)
    return f"dashboard:{part}:{hashlib.sha256(repr(told).encode()).hexdigest()[:40]}"
