"""Reads the persons and groups a chunk of events is about: from memory, else in bulk."""

from collections.abc import Iterable, Sequence

import orjson

from clew.people.identity.cache import EnvironmentMemory
from clew.people.identity.grouping import GROUP_IDENTIFY, described_name
from clew.people.identity.incoming import Incoming
from clew.people.identity.merging import CLAIMS, claimed_id
from clew.people.identity.population import Population
from clew.people.identity.sql import arrays, fetch
from clew.people.identity.states import GroupName, GroupState, PersonState

_PERSONS = """
    SELECT d.distinct_id, p.id, p.created_at, p.is_identified, p.properties::text, p.last_seen_at
    FROM people_distinctid d JOIN people_person p ON p.id = d.person_id
    WHERE d.environment_id = %s AND d.distinct_id = ANY(%s)
"""
_GROUPS = """
    SELECT t.name, g.key, g.created_at, g.properties::text, g.last_seen_at
    FROM unnest(%b::text[], %b::text[]) AS wanted(type, key)
    JOIN people_grouptype t ON t.environment_id = %s AND t.name = wanted.type
    JOIN people_group g ON g.type_id = t.id AND g.key = wanted.key
"""
_GROUP_TYPES = "SELECT name, index FROM people_grouptype WHERE environment_id = %s"


def load_population(
    environment_id: int, events: Sequence[Incoming], memory: EnvironmentMemory
) -> Population:
    """Everybody the events name, as they are before the events. Needs the environment's lock."""
    distinct_ids: set[str] = set()
    groups: set[GroupName] = set()
    for event in events:
        distinct_ids.add(event.distinct_id)
        if event.groups:
            groups.update(event.groups.items())
        if event.event in CLAIMS and (other := claimed_id(event)):
            distinct_ids.add(other)
        elif event.event == GROUP_IDENTIFY and (name := described_name(event)):
            groups.add(name)
    population = Population(
        environment_id, refused_types=set(memory.refused_types), known_members=memory.members
    )
    _find_persons(population, distinct_ids, memory)
    _find_groups(population, groups, memory)
    return population


def _find_persons(
    population: Population, distinct_ids: Iterable[str], memory: EnvironmentMemory
) -> None:
    missing = []
    for distinct_id in distinct_ids:
        person_id = memory.person_ids.get(distinct_id)
        person = memory.persons.get(person_id) if person_id is not None else None
        if person is not None:
            population.person_ids[distinct_id] = person.id
            population.persons[person.id] = person
        elif "\x00" not in distinct_id:
            missing.append(distinct_id)
    if not missing:
        return
    for distinct_id, person_id, created_at, identified, properties, seen in fetch(
        _PERSONS, population.environment_id, missing
    ):
        population.person_ids[distinct_id] = person_id
        if person_id not in population.persons:
            population.persons[person_id] = PersonState(
                person_id, created_at, identified, orjson.loads(properties), seen
            )


def _find_groups(
    population: Population, names: Iterable[GroupName], memory: EnvironmentMemory
) -> None:
    wanted = list(names)
    if not wanted:
        return
    population.group_types = dict(fetch(_GROUP_TYPES, population.environment_id))
    missing = []
    for name in wanted:
        group = memory.groups.get(name)
        if group is not None:
            population.groups[name] = group
        elif name[0] in population.group_types and "\x00" not in name[1]:
            missing.append(name)
    if not missing:
        return
    for kind, key, created_at, properties, seen in fetch(
        _GROUPS, *arrays(missing), population.environment_id
    ):
        population.groups[kind, key] = GroupState(
            (kind, key), created_at, orjson.loads(properties), seen
        )
