"""Exact deduplication: an event's (environment, uuid) is stored once.

Uuids are remembered in PostgreSQL for a week; SDKs retry for some hours at most.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from clew.core.bulk import execute, fetch
from clew.events.writer.accepted import Accepted, Rejected, rejected

REMEMBERED = timedelta(days=7)
REUSED = "its uuid was already used by another event"
Identity = tuple[int, UUID]
REMEMBER = """
INSERT INTO seen_event (environment_id, uuid, fingerprint, seen_at)
SELECT environment_id, uuid, fingerprint, %s
FROM unnest(%b::int[], %b::uuid[], %b::bigint[]) AS new (environment_id, uuid, fingerprint)
ON CONFLICT DO NOTHING
RETURNING environment_id, uuid
"""
FIND = """
SELECT seen.environment_id, seen.uuid, seen.fingerprint
FROM seen_event AS seen
JOIN unnest(%b::int[], %b::uuid[]) AS wanted (environment_id, uuid) USING (environment_id, uuid)
"""


def only_new(events: Sequence[Accepted], *, at: datetime) -> tuple[list[Accepted], list[Rejected]]:
    """Remember the new ones. A retry is dropped; another event under a used uuid is rejected."""
    first: dict[Identity, Accepted] = {}
    repeated = [event for event in events if first.setdefault(_identity(event), event) is not event]
    fresh = _remember(list(first.values()), at)
    if len(fresh) == len(first):
        kept = list(first.values())
    else:
        kept = [event for identity, event in first.items() if identity in fresh]
        repeated += [event for identity, event in first.items() if identity not in fresh]
    return kept, _reused(repeated)


def forget(before: datetime) -> int:
    """Delete what was remembered longer than needed; returns how many."""
    return execute("DELETE FROM seen_event WHERE seen_at < %s", [before])


def _identity(event: Accepted) -> Identity:
    return event.incoming.environment_id, event.incoming.uuid


def _remember(events: list[Accepted], at: datetime) -> set[Identity]:
    environments = [event.incoming.environment_id for event in events]
    uuids = [event.incoming.uuid for event in events]
    fingerprints = [event.fingerprint for event in events]
    return set(fetch(REMEMBER, [at, environments, uuids, fingerprints]))


def _reused(repeated: list[Accepted]) -> list[Rejected]:
    if not repeated:
        return []
    environments = [event.incoming.environment_id for event in repeated]
    uuids = [event.incoming.uuid for event in repeated]
    known = {(row[0], row[1]): row[2] for row in fetch(FIND, [environments, uuids])}
    return [
        rejected(event.incoming.environment_id, REUSED, event.properties_text)
        for event in repeated
        if known.get(_identity(event), event.fingerprint) != event.fingerprint
    ]
