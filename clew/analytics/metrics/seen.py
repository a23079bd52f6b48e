"""Names of events, and properties and values of one event, as they really arrive; to choose from.

Each question is bounded and remembered for some minutes, for everybody of the environment.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, TypeVar

import orjson
from clickhouse_connect.driver.exceptions import ClickHouseError
from django.core.cache import cache

from clew.analytics.metrics.reading import as_text
from clew.events.store.connection import event_store
from clew.people.models import Environment

T = TypeVar("T")
REMEMBERED = 300  # seconds
LIMITS = {"max_execution_time": 3}
NAMES, PROPERTIES, VALUES = 300, 150, 40  # at most so many to choose from
SAMPLE = 300  # events whose properties are looked at
LARGE = 20_000  # characters of properties; larger ones are left out of a sample
LONG = 120  # characters; a longer value is nothing to choose
DEPTH = 3  # of objects in objects

EVENTS = """
    SELECT event, count() AS times FROM events
    WHERE environment_id = {environment_id:UInt32} AND timestamp > now() - INTERVAL 30 DAY
      AND lib != 'clew'
    GROUP BY event ORDER BY times DESC, event LIMIT {limit:UInt32}
"""
LATEST = """
    SELECT properties_text FROM events
    WHERE environment_id = {environment_id:UInt32} AND timestamp > now() - INTERVAL 30 DAY
      AND (event = {event:String} OR empty({event:String})) AND lib != 'clew'
      AND length(properties_text) < {large:UInt32}
    LIMIT {limit:UInt32}
"""


@dataclass(frozen=True, slots=True)
class Seen:
    """``share``: times for an event, per cent of the sampled events for a property or value."""

    name: str
    share: int


def event_names(environment: Environment) -> list[Seen]:
    """Of the last 30 days, the most frequent first."""

    def read() -> list[list[Any]]:
        bound = {"environment_id": environment.pk, "limit": NAMES}
        return [list(row) for row in _rows(EVENTS, bound)]

    return [Seen(name, times) for name, times in _remembered(f"events/{environment.pk}", read)]


def property_names(environment: Environment, event: str) -> list[Seen]:
    """Paths into the event's properties; "" for any event."""
    return [Seen(path, share) for path, share, _ in _sampled(environment, event)][:PROPERTIES]


def values_seen(environment: Environment, event: str, path: str) -> list[Seen]:
    found: list[list[Any]] = next(
        (values for name, _, values in _sampled(environment, event) if name == path), []
    )
    return [Seen(value, share) for value, share in found]


def _sampled(environment: Environment, event: str) -> list[list[Any]]:
    """[path, per cent of the events that have it, [[value, per cent], …]]"""

    def read() -> list[list[Any]]:
        bound = {
            "environment_id": environment.pk, "event": event, "limit": SAMPLE, "large": LARGE,
        }  # fmt: skip
        return _tallied([text for (text,) in _rows(LATEST, bound)])

    name = sha256(event.encode()).hexdigest()[:24]
    return _remembered(f"properties/{environment.pk}/{name}", read)


def _tallied(texts: list[str]) -> list[list[Any]]:
    times: Counter[str] = Counter()
    values: dict[str, Counter[str]] = {}
    for text in texts:
        found = orjson.loads(text or "{}")
        for path, value in _paths(found) if isinstance(found, dict) else ():
            times[path] += 1
            said = as_text(value)
            if said is not None and len(said) <= LONG:
                values.setdefault(path, Counter())[said] += 1
    return [
        [path, _share(count, texts), [
            [value, _share(often, texts)]
            for value, often in values.get(path, Counter()).most_common(VALUES)
        ]]
        for path, count in times.most_common(2 * PROPERTIES)
    ]  # fmt: skip


def _paths(found: dict[str, Any], before: str = "", depth: int = 1) -> Iterator[tuple[str, Any]]:
    for key, value in found.items():
        path = f"{before}{key}"
        if isinstance(value, dict) and depth < DEPTH:
            yield from _paths(value, f"{path}.", depth + 1)
        elif value is not None:
            yield path, value


def _share(count: int, texts: list[str]) -> int:
    return max(1, round(100 * count / len(texts)))


def _rows(sql: str, bound: dict[str, Any]) -> list[tuple[Any, ...]]:
    """None is better than none in time."""
    try:
        with event_store().reader() as client:
            return [*map(tuple, client.query(sql, parameters=bound, settings=LIMITS).result_rows)]
    except ClickHouseError:
        return []


def _remembered(name: str, read: Callable[[], T]) -> T:
    key = f"metrics/seen/{name}"
    found: T | None = cache.get(key)
    if found is None:
        found = read()
        if found:  # the first events of somebody new are seen at once
            cache.set(key, found, REMEMBERED)
    return found
