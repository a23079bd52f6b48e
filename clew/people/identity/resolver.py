"""From captured events to persons, a chunk at a time, inside the writer's transaction."""

from collections.abc import Sequence
from functools import partial

from django.db import transaction
from msgspec.structs import replace

from clew.people.identity.cache import IdentityCache
from clew.people.identity.incoming import Incoming, Resolved
from clew.people.identity.loading import load_population
from clew.people.identity.locks import announce_change, lock_environments
from clew.people.identity.population import Population
from clew.people.identity.rules import apply
from clew.people.identity.saving import save_population


def resolve(events: Sequence[Incoming], *, cache: IdentityCache) -> list[Resolved]:
    """Say whose each event is, in order, and write down what the events changed.

    Call it inside the transaction that records the chunk as written: the cache learns what
    happened only when that transaction commits, so a rolled-back chunk leaves no trace. Events
    may be of several environments; each is held until the transaction ends.
    """
    by_environment: dict[int, list[int]] = {}
    for position, event in enumerate(events):
        by_environment.setdefault(event.environment_id, []).append(position)
    versions = lock_environments(by_environment)
    answers: dict[int, Resolved] = {}
    for environment_id, positions in by_environment.items():
        chunk = [events[position] for position in positions]
        resolved = _resolve_in(environment_id, versions[environment_id], chunk, cache)
        answers.update(zip(positions, resolved, strict=True))
    return [answers[position] for position in range(len(events))]


def _resolve_in(
    environment_id: int, version: int, events: Sequence[Incoming], cache: IdentityCache
) -> list[Resolved]:
    memory = cache.of(environment_id)
    memory.believe(version)
    population = load_population(environment_id, events, memory)
    resolved = [apply(event, population) for event in events]
    now = version
    if save_population(population):
        announce_change([environment_id])
        now += 1
    transaction.on_commit(partial(memory.learn, population, before=version, now=now))
    return _with_survivors(resolved, population)


def _with_survivors(resolved: list[Resolved], population: Population) -> list[Resolved]:
    """Events of somebody absorbed later in the chunk are stored under the survivor at once."""
    merged = population.changes.merged
    if not merged:
        return resolved
    return [
        replace(one, person_id=population.follow(one.person_id)) if one.person_id in merged else one
        for one in resolved
    ]
