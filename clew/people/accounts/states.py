"""Accounts as they stand, read in bulk."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import orjson

from clew.core.bulk import fetch
from clew.people.accounts.calculating import Source
from clew.people.accounts.fields import Owner
from clew.people.accounts.known import OURS
from clew.people.models import AccountSource

COLUMNS = ("mrr", "arr", "currency", "trial_ends_at", "renews_at", "seats", "seats_used", "region",
           "risk")  # fmt: skip
_STATES = """
    SELECT g.id, t.name, g.key, g.plan, CASE WHEN %b THEN g.properties::text ELSE '{}' END,
        coalesce(a.given::text, '{}'), coalesce(a.known::text, '{}'),
        coalesce(a.figures::text, '{}'),
        (SELECT coalesce(jsonb_object_agg(o.kind,
             jsonb_build_object('staff', o.staff_id, 'name', o.name, 'email', o.email)), '{}')::text
         FROM people_accountowner o WHERE o.group_id = g.id),
        a.mrr, a.arr, a.currency, a.trial_ends_at, a.renews_at, a.seats, a.seats_used, a.region,
        a.risk
    FROM people_group g
    JOIN people_grouptype t ON t.id = g.type_id AND t.is_account
    LEFT JOIN people_account a ON a.group_id = g.id
    WHERE g.id = ANY(%b::bigint[]) AND g.environment_id = %b AND g.merged_into_id IS NULL
    ORDER BY g.id
"""


@dataclass(frozen=True)
class AccountState:
    group_id: int
    kind: str  # the group type's name
    key: str
    plan: str
    properties: dict[str, Any]
    given: dict[str, Any]
    known: dict[str, Any]
    figures: dict[str, Any]
    owners: dict[str, Owner]
    columns: dict[str, Any]  # without what says nothing

    def is_same(
        self, values: Mapping[str, Any], owners: Mapping[str, Owner], known: Mapping[str, Any]
    ) -> bool:
        told = {key: value for key, value in self.known.items() if key in OURS}
        return self.columns == values and self.owners == owners and told == known


def read_states(
    environment_id: int, groups: list[int], *, with_properties: bool
) -> list[AccountState]:
    """In order of id; groups that are no accounts, or part of another one, are left out."""
    return [_state(row) for row in fetch(_STATES, [with_properties, groups, environment_id])]


def sources_of(environment_id: int) -> dict[str, Source]:
    """What an admin chose; a field that is not in it comes from its usual properties."""
    rows = AccountSource.objects.filter(environment_id=environment_id)
    chosen = rows.values_list("field", "kind", "name")
    return {field: Source(kind, name) for field, kind, name in chosen}


def _state(row: tuple[Any, ...]) -> AccountState:
    group_id, kind, key, plan, *rest = row
    properties, given, known, figures, owners = map(orjson.loads, rest[:5])
    held = dict(zip(COLUMNS, rest[5:], strict=True))
    return AccountState(
        group_id=group_id,
        kind=kind,
        key=key,
        plan=plan,
        properties=properties,
        given=given,
        known=known,
        figures=figures,
        owners={each: Owner(**owner) for each, owner in owners.items()},
        columns={name: value for name, value in held.items() if value not in (None, "")},
    )
