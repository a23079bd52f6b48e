"""What others find out about accounts is put where conditions, policies and macros ask for it."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from clew.core import clock
from clew.core.jobs import stopping
from clew.people.accounts.settling import Settling, settle
from clew.people.identity import lock_environments
from clew.people.identity.sql import arrays, execute
from clew.people.identity.storable import storable_json
from clew.people.models import AccountSource

AT_ONCE = 500  # accounts in one transaction

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

_FIGURES = """
    INSERT INTO people_account AS account
        (group_id, environment_id, currency, region, risk, figures, updated_at)
    SELECT g.id, g.environment_id, '', '', '', v.figures::jsonb, %b
    FROM unnest(%b::bigint[], %b::text[]) AS v (id, figures)
    JOIN people_group g ON g.id = v.id AND g.environment_id = %b
    ORDER BY g.id
    ON CONFLICT (group_id) DO UPDATE SET figures = account.figures || excluded.figures
    WHERE NOT account.figures @> excluded.figures
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


def take_figures(environment_id: int, metric_slug: str, figures: Mapping[int, float | None]) -> int:
    """What a metric came to, ``{group id: value}``: fields that come from it become that.

    Nothing happens for a metric that is no field's source. Returns how many accounts changed.
    """
    chosen = AccountSource.objects.filter(
        environment_id=environment_id, kind=AccountSource.Kind.METRIC, name=metric_slug
    )
    if not figures or not chosen.exists():
        return 0
    ids = sorted(figures)
    changed = 0
    for start in range(0, len(ids), AT_ONCE):
        if stopping.is_set():
            break  # whoever counts them tells all of them again
        piece = ids[start : start + AT_ONCE]
        with transaction.atomic():
            lock_environments([environment_id])
            rows = [
                (group_id, storable_json({metric_slug: figures[group_id]})) for group_id in piece
            ]
            execute(_FIGURES, clock.now(), *arrays(rows), environment_id)
            changed += settle(Settling(environment_id), piece)
    return changed
