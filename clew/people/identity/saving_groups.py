"""Writes down groups, their types, and who acts in them."""

from collections.abc import Sequence

from clew.people.accounts.settling import Settling, settle
from clew.people.identity.columns import shown_name, shown_plan
from clew.people.identity.population import Population
from clew.people.identity.sql import arrays, execute, fetch
from clew.people.identity.storable import storable_json

# The first type called one of these is taken for the customer organisation until an admin
# chooses another.
_ACCOUNT_WORDS = frozenset(
    {
        "account",
        "business",
        "company",
        "customer",
        "org",
        "organisation",
        "organization",
        "tenant",
        "workspace",
    }
)

_HAS_ACCOUNT_TYPE = "SELECT 1 FROM people_grouptype WHERE environment_id = %s AND is_account"
_TYPES = """
    INSERT INTO people_grouptype (environment_id, name, index, is_account)
    SELECT %s, v.name, v.index, v.is_account
    FROM unnest(%b::text[], %b::integer[], %b::boolean[]) AS v(name, index, is_account)
"""
_GROUPS = """
    INSERT INTO people_group (environment_id, type_id, key, properties, name, plan, created_at,
                              last_seen_at)
    SELECT t.environment_id, t.id, v.key, v.properties::jsonb, v.name,
        CASE WHEN t.is_account THEN '' ELSE v.plan END, v.created_at, v.seen
    FROM unnest(%b::text[], %b::text[], %b::text[], %b::text[], %b::text[], %b::timestamptz[],
                %b::timestamptz[]) AS v(type, key, properties, name, plan, created_at, seen)
    JOIN people_grouptype t ON t.environment_id = %s AND t.name = v.type
    ON CONFLICT (type_id, key) DO UPDATE SET properties = excluded.properties,
        name = excluded.name,
        plan = CASE WHEN EXISTS (SELECT 1 FROM people_grouptype t
                                 WHERE t.id = excluded.type_id AND t.is_account)
                    THEN people_group.plan ELSE excluded.plan END,  -- an account's: accounts/
        last_seen_at = greatest(people_group.last_seen_at, excluded.last_seen_at)
    RETURNING id, (SELECT t.name FROM people_grouptype t WHERE t.id = type_id AND t.is_account),
        key, xmax = 0
"""
_SEEN = """
    UPDATE people_group g SET last_seen_at = v.seen
    FROM unnest(%b::text[], %b::text[], %b::timestamptz[]) AS v(type, key, seen)
    JOIN people_grouptype t ON t.environment_id = %s AND t.name = v.type
    WHERE g.type_id = t.id AND g.key = v.key
        AND (g.last_seen_at IS NULL OR g.last_seen_at < v.seen)
"""
_MEMBERS = """
    INSERT INTO people_membership (person_id, group_id, last_seen_at)
    SELECT v.person_id, coalesce(g.merged_into_id, g.id), max(v.seen)
    FROM unnest(%b::uuid[], %b::text[], %b::text[], %b::timestamptz[])
        AS v(person_id, type, key, seen)
    JOIN people_grouptype t ON t.environment_id = %s AND t.name = v.type
    JOIN people_group g ON g.type_id = t.id AND g.key = v.key
    LEFT JOIN people_membership m
        ON m.person_id = v.person_id AND m.group_id = coalesce(g.merged_into_id, g.id)
    WHERE m.id IS NULL OR m.last_seen_at <= v.seen - interval '1 minute'  -- else it is known
    GROUP BY 1, 2
    ON CONFLICT (person_id, group_id) DO UPDATE
    SET last_seen_at = greatest(people_membership.last_seen_at, excluded.last_seen_at)
"""


def save_groups(population: Population) -> None:
    _save_types(population)
    _save_groups(population)
    _save_members(population)


def _save_types(population: Population) -> None:
    new = population.changes.group_types
    if not new:
        return
    account = None
    if not fetch(_HAS_ACCOUNT_TYPE, population.environment_id):
        account = next((name for name in new if name.lower() in _ACCOUNT_WORDS), None)
    rows = [(name, population.group_types[name], name == account) for name in new]
    execute(_TYPES, population.environment_id, *arrays(rows))


def _save_groups(population: Population) -> None:
    changes = population.changes
    groups = [population.groups[name] for name in changes.groups]
    if groups:
        rows = [
            (
                *group.name,
                storable_json(group.properties),
                shown_name(group.properties),
                shown_plan(group.properties),
                group.created_at,
                group.last_seen_at,
            )
            for group in groups
        ]
        written = fetch(_GROUPS, *arrays(rows), population.environment_id)
        _settle_accounts(population, written)
    seen = [population.groups[name] for name in changes.seen_groups - changes.groups]
    if seen:
        rows_seen = [(*group.name, group.last_seen_at) for group in seen]
        execute(_SEEN, *arrays(rows_seen), population.environment_id)


def _settle_accounts(
    population: Population, written: Sequence[tuple[int, str | None, str, bool]]
) -> None:
    """Their values follow their properties; what stayed the same is not written."""
    accounts = {
        group_id: population.groups[kind, key].properties
        for group_id, kind, key, _ in written
        if kind is not None
    }
    if accounts:
        new = frozenset(group_id for group_id, *_, is_new in written if is_new)
        settle(Settling(population.environment_id, new=new), accounts, accounts)


def _save_members(population: Population) -> None:
    members = population.changes.members
    if members:
        rows = [
            (population.follow(person_id), *group, at) for (person_id, group), at in members.items()
        ]
        execute(_MEMBERS, *arrays(rows), population.environment_id)
