"""What usage metrics come to for one customer: all of them at once.

One query of the event store, and a second one for those that look into properties.

Time is cut into days that end now, so that a metric's days add up to its value: day 0 is the last
24 hours, ``days`` of them are the period, as many again are the period before.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from clew.analytics.metrics.aggregating import Piece, days_back_sql, piece_of
from clew.analytics.metrics.measured import Measured, unusual_first
from clew.analytics.metrics.queries import metrics_of
from clew.analytics.models import UsageMetric
from clew.events.records import Whose
from clew.events.store.connection import event_store
from clew.people.models import Environment

# Seconds: a profile has better things to do than to wait. Compiling costs more than it saves here.
SETTINGS = {
    "max_execution_time": 10,
    "compile_expressions": 0,
    "compile_aggregate_expressions": 0,
}
FORMER = 2  # periods that are read: this one and the one before


def measured(
    environment: Environment,
    whose: Whose,
    *,
    now: datetime,
    metrics: Sequence[UsageMetric] | None = None,
) -> list[Measured]:
    """For a person and an account alike, the largest worsening first.

    ``metrics`` need not be stored. Reads nothing when there are none.
    """
    chosen = metrics_of(environment) if metrics is None else list(metrics)
    if not chosen:
        return []
    bound: dict[str, Any] = {}
    pieces = [piece_of(metric, n, bound, whose) for n, metric in enumerate(chosen)]
    row = _read(pieces, whose, now, bound)
    found = [
        piece.measured(metric, row[piece.name])
        for metric, piece in zip(chosen, pieces, strict=True)
    ]
    return unusual_first(found)


def whose_sql(whose: Whose, bound: dict[str, Any]) -> str:
    """A condition on rows of ``events``: this environment, this customer."""
    bound["environment_id"] = whose.environment_id
    if whose.group is None:
        bound["distinct_ids"] = list(whose.distinct_ids)
        customer = "distinct_id IN {distinct_ids:Array(String)}"
    else:
        bound["group_keys"] = whose.group_keys
        customer = f"group_{int(whose.group[0])} IN {{group_keys:Array(String)}}"
    return f"environment_id = {{environment_id:UInt32}} AND {customer}"


def since_sql(pieces: Sequence[Piece], now: datetime, bound: dict[str, Any]) -> str:
    """No more time and no other events than each of the metrics looks at."""
    bound["now"] = now
    wanted = {(piece.days, tuple(sorted(piece.events))) for piece in pieces}
    any_of = [_looked_at(days, events, n, now, bound) for n, (days, events) in enumerate(wanted)]
    return f"timestamp <= {{now:DateTime64(3, 'UTC')}} AND ({' OR '.join(any_of)})"


def _looked_at(
    days: int, events: tuple[str, ...], number: int, now: datetime, bound: dict[str, Any]
) -> str:
    bound[f"since{number}"] = now - timedelta(days=days * FORMER)
    times = f"timestamp > {{since{number}:DateTime64(3, 'UTC')}}"
    if "" in events:
        return times
    bound[f"events{number}"] = list(events)
    return f"({times} AND event IN {{events{number}:Array(String)}})"


def _read(
    pieces: Sequence[Piece], whose: Whose, now: datetime, bound: dict[str, Any]
) -> dict[str, Any]:
    """Properties are most of what an event takes to read: who needs none is asked apart."""
    found: dict[str, Any] = {}
    for asks in (False, True):
        if kind := [piece for piece in pieces if piece.asks_properties is asks]:
            found |= _asked(kind, whose, now, dict(bound))
    return found


def _asked(
    pieces: Sequence[Piece], whose: Whose, now: datetime, bound: dict[str, Any]
) -> dict[str, Any]:
    where = f"{whose_sql(whose, bound)} AND {since_sql(pieces, now, bound)}"
    columns = ", ".join(column for piece in pieces for column in piece.columns)
    results = ", ".join(f"{piece.result} AS {piece.name}" for piece in pieces)
    sql = (
        f"SELECT {results} FROM (SELECT timestamp, person_id, {days_back_sql()} AS back,"  # noqa: S608 - values are bound
        f" {columns} FROM events WHERE {where})"
    )
    with event_store().reader() as client:
        answer = client.query(sql, parameters=bound, settings=SETTINGS)
    return dict(zip(answer.column_names, answer.result_rows[0], strict=True))
