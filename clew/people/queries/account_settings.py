"""What the page needs on which an admin says what accounts are."""

from dataclasses import dataclass
from typing import Any

import orjson

from clew.core.bulk import fetch
from clew.people.models import AccountJob, Environment, Group, GroupType

LOOKED_AT = 300  # accounts, those seen last
MOST_KEYS = 200
_KEYS = """
    SELECT key, count(*), (array_agg(value::text ORDER BY place))[1]
    FROM (SELECT g.properties, row_number() OVER (ORDER BY g.last_seen_at DESC NULLS LAST) AS place
          FROM people_group g
          WHERE g.type_id = %b AND g.merged_into_id IS NULL
          ORDER BY g.last_seen_at DESC NULLS LAST LIMIT %b) AS latest,
        jsonb_each(latest.properties) AS each (key, value)
    WHERE jsonb_typeof(value) IN ('string', 'number', 'boolean') AND length(key) <= 200
    GROUP BY key ORDER BY 2 DESC, 1 LIMIT %b
"""
_COUNTS = """
    SELECT type_id, count(*) FROM people_group
    WHERE environment_id = %b AND merged_into_id IS NULL GROUP BY 1
"""


@dataclass(frozen=True)
class SeenKey:
    """A property that accounts really have: how many of those looked at, and one value."""

    key: str
    count: int
    example: Any


@dataclass(frozen=True)
class Kind:
    type: GroupType
    count: int


def account_type(environment: Environment) -> GroupType | None:
    return GroupType.objects.filter(environment=environment, is_account=True).first()


def kinds_of(environment: Environment) -> list[Kind]:
    """Every type of group, with how many there are."""
    counts = dict(fetch(_COUNTS, [environment.pk]))
    types = GroupType.objects.filter(environment=environment)
    return [Kind(each, counts.get(each.pk, 0)) for each in types]


def seen_keys(kind: GroupType) -> list[SeenKey]:
    """The most frequent first, of the accounts seen last."""
    rows = fetch(_KEYS, [kind.pk, LOOKED_AT, MOST_KEYS])
    return [SeenKey(key, count, orjson.loads(example)) for key, count, example in rows]


def latest_accounts(kind: GroupType, limit: int) -> list[Group]:
    """To try something on."""
    living = Group.objects.filter(type=kind, merged_into__isnull=True).select_related("account")
    return list(living.order_by("-last_seen_at", "-pk")[:limit])


def latest_job(environment: Environment) -> AccountJob | None:
    """The last time that values of all accounts were worked out."""
    jobs = AccountJob.objects.filter(environment=environment, kind=AccountJob.Kind.SOURCES)
    return jobs.defer("rows").first()


def file_job(environment: Environment, pk: int) -> AccountJob | None:
    jobs = AccountJob.objects.filter(environment=environment, kind=AccountJob.Kind.FILE)
    return jobs.defer("rows").filter(pk=pk).first()
