"""A metric as pieces of SQL over ``back``, the days back from now, and ``timestamp``.

Every piece gives (events in the period, value, value before, days), the days oldest first.
"""

from dataclasses import dataclass
from typing import Any

from clew.analytics.metrics.matching import matching_sql, number_sql
from clew.analytics.metrics.measured import Measured
from clew.analytics.metrics.reading import read_filters, read_matchers
from clew.analytics.models import UsageMetric
from clew.events.records import Whose

DAY = 86_400_000  # milliseconds
Math = UsageMetric.Math


@dataclass(frozen=True, slots=True)
class Piece:
    """``columns`` of a row of events, ``result`` over all of them; ``events`` with "" for any."""

    name: str
    columns: list[str]
    result: str
    days: int
    events: tuple[str, ...]
    asks_properties: bool

    def measured(self, metric: UsageMetric, row: tuple[Any, ...]) -> Measured:
        events, value, before, series = row
        if metric.math == Math.LAST:
            return _last(metric, events, value, before, series)
        return Measured(metric, value, before, list(reversed(series)), events)


def days_back_sql() -> str:
    now = "toUnixTimestamp64Milli({now:DateTime64(3, 'UTC')})"
    return f"toUInt16(intDiv({now} - toUnixTimestamp64Milli(timestamp), {DAY}))"


def piece_of(
    metric: UsageMetric, number: int, bound: dict[str, Any], whose: Whose | None = None
) -> Piece:
    """``number`` tells its names from those of others. Raises NotUnderstood.

    ``whose`` spares counting people where there is only one.
    """
    name, prefix = f"metric_{number}", f"m{number}_"
    matchers, shared = read_matchers(metric.events), read_filters(metric.filters)
    columns = [f"{matching_sql(matchers, shared, bound, prefix)} AS c{number}"]
    if metric.math in {Math.SUM, Math.LAST}:
        value = number_sql(metric.math_property, bound, prefix)
        columns.append(f"if(c{number}, {value}, NULL) AS v{number}")
    who = "1" if whose is not None and whose.group is None else "person_id"
    result = _result(metric, number, who)
    asks = len(columns) > 1 or bool(shared) or any(one.filters for one in matchers)
    return Piece(name, columns, result, metric.days, tuple(one.event for one in matchers), asks)


def figures_sql(metric: UsageMetric, number: int) -> tuple[str, str]:
    """(value, value before) as aggregates, without the days."""
    math, days = metric.math, metric.days
    this, before = _periods(number, days)
    if math == Math.PEOPLE:
        return f"uniqExactIf(person_id, {this})", f"uniqExactIf(person_id, {before})"
    if math == Math.COUNT:
        return f"countIf({this})", f"countIf({before})"
    value = f"assumeNotNull(v{number})"
    there = f"isNotNull(v{number})"
    if math == Math.SUM:
        return f"sumIf({value}, {there} AND {this})", f"sumIf({value}, {there} AND {before})"
    return (
        f"argMaxOrNullIf({value}, timestamp, {there} AND {this})",
        f"argMaxOrNullIf({value}, timestamp, {there} AND {before})",
    )


def _result(metric: UsageMetric, number: int, who: str) -> str:
    this, _ = _periods(number, metric.days)
    value, before = (each.replace("person_id", who) for each in figures_sql(metric, number))
    return f"(countIf({this}), {value}, {before}, {_series(metric, number, who)})"


def _series(metric: UsageMetric, number: int, who: str) -> str:
    each_day = f"Resample(0, {int(metric.days)}, 1)"
    found, value = f"c{number}", f"assumeNotNull(v{number})"
    there = f"{found} AND isNotNull(v{number})"
    match metric.math:
        case Math.PEOPLE:
            return f"uniqExactIf{each_day}({who}, {found}, back)"
        case Math.SUM:
            return f"sumIf{each_day}({value}, {there}, back)"
        case Math.LAST:
            last = f"argMaxIf{each_day}({value}, timestamp, {there}, back)"
            return f"arrayZip({last}, countIf{each_day}({there}, back))"
    return f"countIf{each_day}({found}, back)"


def _periods(number: int, days: int) -> tuple[str, str]:
    days = int(days)
    return f"c{number} AND back < {days}", f"c{number} AND back >= {days} AND back < {2 * days}"


def _last(
    metric: UsageMetric,
    events: int,
    value: float | None,
    before: float | None,
    series: list[tuple[float, int]],
) -> Measured:
    """A day without an event has the value of the day before."""
    known, days = before, []
    for latest, times in reversed(series):
        known = latest if times else known
        days.append(known or 0.0)
    return Measured(metric, value, before, days, events)
