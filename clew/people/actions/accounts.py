"""What others find out about accounts is put where conditions, policies and macros ask for it."""

from collections.abc import Mapping
from typing import Any

from clew.core import clock
from clew.people.identity.sql import arrays, execute
from clew.people.identity.storable import storable_json

_KNOW = """
    INSERT INTO people_account AS account
        (group_id, environment_id, currency, region, risk, known, updated_at)
    SELECT g.id, g.environment_id, '', '', '', jsonb_strip_nulls(v.known::jsonb), %b
    FROM unnest(%b::bigint[], %b::text[]) AS v (id, known)
    JOIN people_group g ON g.id = v.id AND g.environment_id = %b
    ORDER BY g.id
    ON CONFLICT (group_id) DO UPDATE SET updated_at = excluded.updated_at, known =
        (SELECT coalesce(jsonb_object_agg(key, value), '{}')
         FROM jsonb_each(account.known || excluded.known))
    WHERE NOT account.known @> excluded.known
"""
_FORGET = """
    UPDATE people_account account SET known = account.known - v.keys, updated_at = %b
    FROM (SELECT id, array_agg(key) AS keys FROM unnest(%b::bigint[], %b::text[]) AS u (id, key)
          GROUP BY id) AS v
    WHERE account.group_id = v.id AND account.environment_id = %b AND account.known ?| v.keys
"""


def know(environment_id: int, known: Mapping[int, Mapping[str, Any]]) -> None:
    """Merge ``{group id: {"$health": 72, …}}`` into what is known; None takes a key away.

    Two statements at most, however many groups. Rows that already say so are not written.
    """
    kept = [
        (group_id, storable_json({k: v for k, v in values.items() if v is not None}))
        for group_id, values in known.items()
    ]
    gone = [(group_id, k) for group_id, values in known.items() for k, v in values.items()
            if v is None]  # fmt: skip
    now = clock.now()
    if kept:
        execute(_KNOW, now, *arrays(kept), environment_id)
    if gone:
        execute(_FORGET, now, *arrays(gone), environment_id)
