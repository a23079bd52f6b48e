"""Usage metrics of the people in a few rows, counted now: one query of the event store for all."""

from collections.abc import Mapping, Sequence
from typing import Any

from clew.analytics.metrics.aggregating import days_back_sql, piece_of
from clew.analytics.metrics.counting import SETTINGS, since_sql, whose_sql
from clew.analytics.metrics.measured import Measured
from clew.analytics.models import UsageMetric
from clew.core import clock
from clew.events.records import Whose
from clew.events.store.connection import event_store
from clew.people.models import DistinctId, Environment

MOST_IDS = 20_000  # distinct ids; whoever has thousands is counted by the first ones


def figures_of_people(
    environment: Environment, ids: Sequence[Any], metrics: Sequence[UsageMetric]
) -> Mapping[Any, dict[int, Measured]]:
    """By person and metric."""
    known = DistinctId.objects.filter(person__in=ids).order_by("pk")
    owners = dict(known.values_list("distinct_id", "person_id")[:MOST_IDS])
    if not owners or not metrics:
        return {}
    rows = _read(environment, owners, metrics)
    people = {str(pk): pk for pk in ids}
    return {
        people[who]: {
            metric.pk: piece.measured(metric, found[piece.name]) for metric, piece in pieces
        }
        for who, pieces, found in rows
        if who in people
    }


def _read(
    environment: Environment, owners: Mapping[str, Any], metrics: Sequence[UsageMetric]
) -> list[tuple[str, list[tuple[UsageMetric, Any]], dict[str, Any]]]:
    whose = Whose(environment.pk, distinct_ids=list(owners))
    bound: dict[str, Any] = {"owners": [str(pk) for pk in owners.values()]}
    pieces = [piece_of(metric, n, bound, whose) for n, metric in enumerate(metrics)]
    where = f"{whose_sql(whose, bound)} AND {since_sql(pieces, clock.now(), bound)}"
    columns = ", ".join(column for piece in pieces for column in piece.columns)
    results = ", ".join(f"{piece.result} AS {piece.name}" for piece in pieces)
    who = "transform(distinct_id, {distinct_ids:Array(String)}, {owners:Array(String)}, '')"
    sql = (
        f"SELECT who, {results} FROM (SELECT timestamp, person_id, {who} AS who,"  # noqa: S608 - values are bound
        f" {days_back_sql()} AS back, {columns} FROM events WHERE {where}) GROUP BY who"
    )
    with event_store().reader() as client:
        answer = client.query(sql, parameters=bound, settings=SETTINGS)
    paired = list(zip(metrics, pieces, strict=True))
    named = [dict(zip(answer.column_names, row, strict=True)) for row in answer.result_rows]
    return [(str(row["who"]), paired, row) for row in named]
