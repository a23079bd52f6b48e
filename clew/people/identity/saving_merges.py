"""Writes down that stored persons became one."""

from uuid import UUID

from clew.core import clock
from clew.core.actors import Actor
from clew.core.facts import record
from clew.people.facts import PersonsMerged
from clew.people.identity.population import Population
from clew.people.identity.sql import execute

# The fact's live update has one topic for each person, and a notification holds 8,000 bytes.
_PAIRS_IN_A_FACT = 50

_DISTINCT_IDS = """
    UPDATE people_distinctid d SET person_id = m.survivor, version = d.version + 1, moved_at = %s
    FROM unnest(%b::uuid[], %b::uuid[]) AS m(absorbed, survivor) WHERE d.person_id = m.absorbed
"""
_MEMBERSHIPS = """
    INSERT INTO people_membership (person_id, group_id, last_seen_at)
    SELECT m.survivor, o.group_id, max(o.last_seen_at)
    FROM unnest(%b::uuid[], %b::uuid[]) AS m(absorbed, survivor)
    JOIN people_membership o ON o.person_id = m.absorbed GROUP BY 1, 2
    ON CONFLICT (person_id, group_id) DO UPDATE
    SET last_seen_at = greatest(people_membership.last_seen_at, excluded.last_seen_at)
"""
_OLD_MEMBERSHIPS = "DELETE FROM people_membership WHERE person_id = ANY(%s)"
_WARNINGS = """
    UPDATE people_identitywarning w SET person_id = m.survivor
    FROM unnest(%b::uuid[], %b::uuid[]) AS m(absorbed, survivor) WHERE w.person_id = m.absorbed
"""
_EARLIER = """
    UPDATE people_person p SET merged_into_id = m.survivor
    FROM unnest(%b::uuid[], %b::uuid[]) AS m(absorbed, survivor) WHERE p.merged_into_id = m.absorbed
"""
_ABSORBED = """
    UPDATE people_person p SET merged_into_id = m.survivor, merged_at = %s
    FROM unnest(%b::uuid[], %b::uuid[]) AS m(absorbed, survivor) WHERE p.id = m.absorbed
"""


def save_merges(population: Population, *, by: Actor) -> None:
    """After the survivors are saved. Persons made and absorbed in one chunk leave no row."""
    changes = population.changes
    merges = {
        absorbed: population.follow(absorbed)
        for absorbed in changes.merged
        if absorbed not in changes.created
    }
    if merges:
        _move(merges)
        _record(population.environment_id, merges, by)


def _move(merges: dict[UUID, UUID]) -> None:
    pairs = [list(merges), list(merges.values())]
    now = clock.now()
    execute(_DISTINCT_IDS, now, *pairs)
    execute(_MEMBERSHIPS, *pairs)
    execute(_OLD_MEMBERSHIPS, pairs[0])
    execute(_WARNINGS, *pairs)
    execute(_EARLIER, *pairs)  # whoever was absorbed before points at the living, in one step
    execute(_ABSORBED, now, *pairs)


def _record(environment_id: int, merges: dict[UUID, UUID], by: Actor) -> None:
    pairs = [[str(absorbed), str(survivor)] for absorbed, survivor in merges.items()]
    for start in range(0, len(pairs), _PAIRS_IN_A_FACT):
        some = pairs[start : start + _PAIRS_IN_A_FACT]
        record(PersonsMerged(environment_id=environment_id, pairs=some), by=by)
