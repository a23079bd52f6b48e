"""The names of events that customers sent lately, the most frequent first."""

from dataclasses import dataclass
from datetime import timedelta

from django.core.cache import cache

from clew.core import clock
from clew.events.store import event_store

LATELY = timedelta(days=90)
MOST_NAMES = 500
KEPT = 600  # seconds
_SQL = """
SELECT event, count() AS times FROM events
WHERE environment_id = {environment_id:UInt32} AND lib != 'clew' AND timestamp >= {since:DateTime}
GROUP BY event ORDER BY times DESC, event LIMIT {most:UInt32}
"""
_ANY = (
    "SELECT 1 FROM events WHERE environment_id = {environment_id:UInt32} AND lib != 'clew' LIMIT 1"
)


@dataclass(frozen=True, slots=True)
class SeenEvent:
    name: str
    times: int


@dataclass(frozen=True, slots=True)
class EventsSeen:
    names: list[SeenEvent]
    any_ever: bool


def events_seen(environment_id: int) -> EventsSeen:
    """Kept for some minutes, but not while there is nothing: the first event shows at once."""
    key = f"dashboard:names:{environment_id}"
    known: EventsSeen | None = cache.get(key)
    if known is None:
        known = _read(environment_id)
        if known.any_ever:
            cache.set(key, known, KEPT)
    return known


def _read(environment_id: int) -> EventsSeen:
    bound = {
        "environment_id": environment_id,
        "since": clock.now() - LATELY,
        "most": MOST_NAMES,
    }
    with event_store().reader() as client:
        rows = client.query(_SQL, parameters=bound).result_rows
        ever = bool(rows) or bool(client.query(_ANY, parameters=bound).result_rows)
    return EventsSeen([SeenEvent(*row) for row in rows], ever)
