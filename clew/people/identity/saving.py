"""Writes down what a chunk of events changed: a few statements, however many events."""

from typing import Any

from clew.core import clock
from clew.core.actors import SYSTEM, Actor
from clew.people.identity.columns import shown_email, shown_name
from clew.people.identity.population import Population
from clew.people.identity.saving_groups import save_groups
from clew.people.identity.saving_merges import save_merges
from clew.people.identity.sql import arrays, execute
from clew.people.identity.states import IdentityRefusal
from clew.people.identity.storable import storable_json, storable_text

_PERSONS = """
    INSERT INTO people_person (id, environment_id, properties, name, email, is_identified,
                               created_at, last_seen_at)
    SELECT v.id, %s, v.properties::jsonb, v.name, v.email, v.is_identified, v.created_at, v.seen
    FROM unnest(%b::uuid[], %b::text[], %b::text[], %b::text[], %b::boolean[], %b::timestamptz[],
                %b::timestamptz[])
        AS v(id, properties, name, email, is_identified, created_at, seen)
    ON CONFLICT (id) DO UPDATE SET properties = excluded.properties, name = excluded.name,
        email = excluded.email, is_identified = excluded.is_identified,
        created_at = excluded.created_at,
        last_seen_at = greatest(people_person.last_seen_at, excluded.last_seen_at)
"""
_SEEN = """
    UPDATE people_person p SET last_seen_at = v.seen
    FROM unnest(%b::uuid[], %b::timestamptz[]) AS v(id, seen)
    WHERE p.id = v.id AND (p.last_seen_at IS NULL OR p.last_seen_at < v.seen)
"""
_DISTINCT_IDS = """
    INSERT INTO people_distinctid (environment_id, distinct_id, person_id, version, created_at,
                                   moved_at)
    SELECT %s, v.distinct_id, v.person_id, v.version, %s, CASE WHEN v.version > 0 THEN %s END
    FROM unnest(%b::text[], %b::uuid[], %b::integer[]) AS v(distinct_id, person_id, version)
"""
_REFUSALS = """
    INSERT INTO people_identitywarning (environment_id, person_id, kind, event_uuid, distinct_id,
                                        other_id, details, happened_at)
    SELECT %s, v.person_id, v.kind, v.event_uuid, v.distinct_id, v.other_id, '{}', v.happened_at
    FROM unnest(%b::uuid[], %b::text[], %b::uuid[], %b::text[], %b::text[], %b::timestamptz[])
        AS v(person_id, kind, event_uuid, distinct_id, other_id, happened_at)
    ON CONFLICT (event_uuid, kind) DO NOTHING
"""


def save_population(population: Population, *, by: Actor = SYSTEM) -> bool:
    """Needs the environment's lock. True when more changed than when somebody was last seen."""
    changes = population.changes
    _save_persons(population)
    save_merges(population, by=by)
    _save_distinct_ids(population)
    save_groups(population)
    _save_refusals(population)
    return bool(changes.created or changes.altered or changes.merged or changes.groups)


def _save_persons(population: Population) -> None:
    changes = population.changes
    written = changes.created | changes.altered
    persons = [population.persons[key] for key in written if key in population.persons]
    if persons:
        rows = [
            (
                person.id,
                storable_json(person.properties),
                shown_name(person.properties),
                shown_email(person.properties),
                person.is_identified,
                person.created_at,
                person.last_seen_at,
            )
            for person in persons
        ]
        execute(_PERSONS, population.environment_id, *arrays(rows))
    seen = [population.persons[key] for key in changes.seen - written if key in population.persons]
    if seen:
        execute(_SEEN, *arrays((person.id, person.last_seen_at) for person in seen))


def _save_distinct_ids(population: Population) -> None:
    new_ids = population.changes.new_ids
    if new_ids:
        now = clock.now()
        rows = [
            (distinct_id, population.follow(population.person_ids[distinct_id]), version)
            for distinct_id, version in new_ids.items()
        ]
        execute(_DISTINCT_IDS, population.environment_id, now, now, *arrays(rows))


def _save_refusals(population: Population) -> None:
    refusals = population.changes.refusals
    if refusals:
        rows = [_refusal_row(refusal, population) for refusal in refusals]
        execute(_REFUSALS, population.environment_id, *arrays(rows))


def _refusal_row(refusal: IdentityRefusal, population: Population) -> tuple[Any, ...]:
    return (
        population.follow(refusal.person_id) if refusal.person_id else None,
        refusal.kind,
        refusal.event_uuid,
        storable_text(refusal.distinct_id, 200),
        storable_text(refusal.other_id, 200),
        refusal.happened_at,
    )
