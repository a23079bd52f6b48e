"""Writes down accounts that became different: three statements, however many."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from clew.core.bulk import arrays, execute
from clew.people.accounts.fields import Owner
from clew.people.accounts.known import OURS
from clew.people.accounts.states import COLUMNS, AccountState

TEXTS = {"currency", "region", "risk"}  # "" says nothing, not NULL
_ACCOUNTS = """
    INSERT INTO people_account AS account (group_id, environment_id, mrr, arr, currency,
        trial_ends_at, renews_at, seats, seats_used, region, risk, known, updated_at)
    SELECT v.id, %b, v.mrr, v.arr, v.currency, v.trial_ends_at, v.renews_at, v.seats, v.seats_used,
        v.region, v.risk, v.known::jsonb, %b
    FROM unnest(%b::bigint[], %b::numeric[], %b::numeric[], %b::text[], %b::timestamptz[],
                %b::timestamptz[], %b::integer[], %b::integer[], %b::text[], %b::text[],
                %b::text[])
        AS v (id, mrr, arr, currency, trial_ends_at, renews_at, seats, seats_used, region, risk,
              known)
    ORDER BY v.id
    ON CONFLICT (group_id) DO UPDATE SET mrr = excluded.mrr, arr = excluded.arr,
        currency = excluded.currency, trial_ends_at = excluded.trial_ends_at,
        renews_at = excluded.renews_at, seats = excluded.seats,
        seats_used = excluded.seats_used, region = excluded.region, risk = excluded.risk,
        known = (account.known - %b::text[]) || excluded.known, updated_at = excluded.updated_at
"""
_OWNERS_GONE = """
    DELETE FROM people_accountowner o
    WHERE o.group_id = ANY(%b::bigint[]) AND NOT EXISTS (
        SELECT 1 FROM unnest(%b::bigint[], %b::text[]) AS kept (id, kind)
        WHERE kept.id = o.group_id AND kept.kind = o.kind)
"""
_OWNERS = """
    INSERT INTO people_accountowner AS owner (group_id, kind, staff_id, name, email, since)
    SELECT v.id, v.kind, v.staff, v.name, v.email, %b
    FROM unnest(%b::bigint[], %b::text[], %b::bigint[], %b::text[], %b::text[])
        AS v (id, kind, staff, name, email)
    ON CONFLICT (group_id, kind) DO UPDATE SET staff_id = excluded.staff_id, name = excluded.name,
        email = excluded.email, since = excluded.since
    WHERE (owner.staff_id, owner.name, owner.email)
        IS DISTINCT FROM (excluded.staff_id, excluded.name, excluded.email)
"""


@dataclass(frozen=True)
class Changed:
    state: AccountState
    values: dict[str, Any]
    owners: dict[str, Owner]
    known: str  # JSON

    @property
    def group_id(self) -> int:
        return self.state.group_id


def write_accounts(environment_id: int, changed: Sequence[Changed], *, now: datetime) -> None:
    if not changed:
        return
    rows = [
        (
            one.group_id,
            *(one.values.get(name, "" if name in TEXTS else None) for name in COLUMNS),
            one.known,
        )
        for one in changed
    ]
    execute(_ACCOUNTS, [environment_id, now, *arrays(rows), sorted(OURS)])
    _write_owners([one for one in changed if one.owners != one.state.owners], now)


def _write_owners(changed: Sequence[Changed], now: datetime) -> None:
    if not changed:
        return
    rows = [
        (one.group_id, kind, owner.staff, owner.name, owner.email)
        for one in changed
        for kind, owner in one.owners.items()
    ]
    groups, kinds = arrays(row[:2] for row in rows) if rows else ([], [])
    execute(_OWNERS_GONE, [[one.group_id for one in changed], groups, kinds])
    if rows:
        execute(_OWNERS, [now, *arrays(rows)])
