"""Short ways to tell what a product sent, for identity tests."""

from datetime import UTC, datetime, timedelta
from uuid import NAMESPACE_OID, uuid5

from clew.people.identity.incoming import Incoming
from clew.people.identity.population import Population
from clew.people.identity.rules import apply

START = datetime(2026, 3, 2, 9, tzinfo=UTC)


def sent(event, distinct_id, *, minute=0, environment_id=1, **parts):
    """One event, ``minute`` minutes after START. Keyword ``properties`` and the rest as sent."""
    name = f"{event} {distinct_id} {minute} {sorted(map(repr, parts.items()))}"
    return Incoming(
        environment_id=environment_id,
        uuid=uuid5(NAMESPACE_OID, name),
        event=event,
        distinct_id=distinct_id,
        timestamp=START + timedelta(minutes=minute),
        **parts,
    )


def identify(user, anon=None, *, minute=0, **parts):
    properties = parts.pop("properties", {}) | ({"$anon_distinct_id": anon} if anon else {})
    return sent("$identify", user, minute=minute, properties=properties, **parts)


def alias(distinct_id, other, *, minute=0):
    return sent("$create_alias", distinct_id, minute=minute, properties={"alias": other})


def merge_dangerously(keeper, absorbed, *, minute=0):
    return sent("$merge_dangerously", keeper, minute=minute, properties={"alias": absorbed})


def group_identify(distinct_id, kind, key, *, minute=0, **group_set):
    properties = {"$group_type": kind, "$group_key": key, "$group_set": group_set}
    return sent("$groupidentify", distinct_id, minute=minute, properties=properties)


def after(*events, population=None):
    """The population after these events."""
    population = population or Population(environment_id=1)
    for event in events:
        apply(event, population)
    return population


def partition(population):
    """Who is who: a set of sets of distinct ids."""
    persons = {}
    for distinct_id in population.person_ids:
        persons.setdefault(population.person_of(distinct_id).id, set()).add(distinct_id)
    return {frozenset(ids) for ids in persons.values()}


def people(*groups_of_ids):
    return {frozenset(ids.split()) for ids in groups_of_ids}


def refusals(population):
    return [refusal.kind for refusal in population.changes.refusals]
