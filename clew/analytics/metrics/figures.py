"""Every account's figures, counted by the hour for lists, health and fields of accounts.

An account without a row has done nothing a metric counts, now and in the period before.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from clew.analytics.metrics.aggregating import days_back_sql, figures_sql, piece_of
from clew.analytics.metrics.counting import since_sql
from clew.analytics.metrics.queries import metrics_of
from clew.analytics.models import Figure, UsageMetric
from clew.core import clock
from clew.core.bulk import execute
from clew.core.jobs import stopping
from clew.events.store.connection import event_store
from clew.people.actions.accounts import take_figures
from clew.people.models import Environment, Group, GroupType

COUNTING = "analytics.count_figures"
AT_ONCE = 10_000  # rows in one statement
FORGOTTEN = timedelta(days=30)  # after a metric was deleted
TOO_LONG = 300  # seconds, of all accounts
Counted = dict[int, tuple[float | None, float | None]]

UPSERT = """
    INSERT INTO analytics_figure AS figure (metric_id, group_id, value, previous, counted_at)
    SELECT %b, v.id, v.value, v.previous, %b
    FROM unnest(%b::bigint[], %b::float8[], %b::float8[]) AS v (id, value, previous)
    JOIN people_group g ON g.id = v.id
    ORDER BY v.id
    ON CONFLICT (metric_id, group_id) DO UPDATE
    SET value = excluded.value, previous = excluded.previous, counted_at = excluded.counted_at
    WHERE (figure.value, figure.previous) IS DISTINCT FROM (excluded.value, excluded.previous)
"""


def count_when_due() -> None:
    """Every hour, as jobs: all accounts of a large installation take a while."""
    for kind in GroupType.objects.filter(is_account=True):
        defer(kind.environment_id)
    gone = UsageMetric.objects.filter(deleted_at__lt=clock.now() - FORGOTTEN)
    Figure.objects.filter(metric__in=gone).delete()


def defer(environment_id: int) -> None:
    """One at a time, and no second one waits."""
    name = f"figures/{environment_id}"
    if not ProcrastinateJob.objects.filter(queueing_lock=name, status="todo").exists():
        job = app.configure_task(COUNTING, queue="bulk", lock=name, queueing_lock=name)
        job.defer(environment_id=environment_id)


def count_figures(environment: Environment) -> int:
    """Safe to run twice. Returns how many rows were written."""
    kind = GroupType.objects.filter(environment=environment, is_account=True).first()
    metrics = metrics_of(environment)
    if kind is None or not metrics:
        return 0
    now = clock.now()
    counted = _counted(environment, kind, metrics, now)
    return sum(
        _stored(metric, counted[number], now, environment) for number, metric in enumerate(metrics)
    )


def _counted(
    environment: Environment, kind: GroupType, metrics: Sequence[UsageMetric], now: datetime
) -> list[Counted]:
    """(value, previous) by group id, for each metric; what was merged counts to the survivor."""
    groups = Group.objects.filter(type=kind)
    own = dict(groups.filter(merged_into=None).values_list("key", "pk"))
    merged = dict(groups.exclude(merged_into=None).values_list("key", "merged_into__key"))
    found: list[Counted] = [{} for _ in metrics]
    for key, *values in _read(environment, kind.index, metrics, merged, now):
        if key in own:
            for number, pair in enumerate(values):
                found[number][own[key]] = _finite(pair)
    return found


def _read(
    environment: Environment,
    index: int,
    metrics: Sequence[UsageMetric],
    merged: dict[str, str],
    now: datetime,
) -> Sequence[Sequence[Any]]:
    column = f"group_{int(index)}"
    bound: dict[str, Any] = {"environment_id": environment.pk}
    pieces = [piece_of(metric, number, bound) for number, metric in enumerate(metrics)]
    account = column
    if merged:
        bound |= {"absorbed": [*merged], "into": [*merged.values()]}
        keys = "{absorbed:Array(String)}, {into:Array(String)}"
        account = f"transform({column}, {keys}, {column})"
    columns = ", ".join(one for piece in pieces for one in piece.columns)
    values = ", ".join(f"({', '.join(figures_sql(one, n))})" for n, one in enumerate(metrics))
    where = f"environment_id = {{environment_id:UInt32}} AND {column} != ''"
    sql = (
        f"SELECT account, {values} FROM (SELECT {account} AS account, timestamp, person_id,"  # noqa: S608 - values are bound
        f" {days_back_sql()} AS back, {columns} FROM events"
        f" WHERE {where} AND {since_sql(pieces, now, bound)}) GROUP BY account"
    )
    with event_store().reader() as client:
        limits = {"max_execution_time": TOO_LONG}
        return client.query(sql, parameters=bound, settings=limits).result_rows


def _stored(metric: UsageMetric, found: Counted, now: datetime, environment: Environment) -> int:
    """Rows that say the same already are not written; who is no longer counted came to nothing."""
    nothing = None if metric.math == UsageMetric.Math.LAST else 0.0
    rows = {pk: pair for pk, pair in found.items() if any(pair)}
    before = Figure.objects.filter(metric=metric).values_list("group_id", flat=True)
    rows |= {pk: (nothing, nothing) for pk in before if pk not in rows}
    ids, written = sorted(rows), 0
    for start in range(0, len(ids), AT_ONCE):
        if stopping.is_set():
            return written  # the schedule counts all of it anew with the next start
        piece = ids[start : start + AT_ONCE]
        values, previous = ([rows[pk][side] for pk in piece] for side in (0, 1))
        with transaction.atomic():
            written += execute(UPSERT, [metric.pk, now, piece, values, previous])
    take_figures(environment.pk, metric.slug, {pk: rows[pk][0] for pk in ids})
    return written


def _finite(pair: Sequence[Any]) -> tuple[float | None, float | None]:
    value, previous = (None if each is None else float(each) for each in pair)
    return value, previous
