"""How many customers were active: each day, and within the 7, 30 and all days up to it.

A customer's active days become spans: of a window of seven days, a span begins on an active day
without another in the seven before it, and ends seven days after the last. Counting where spans
begin and end takes one pass, whatever the window.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from clew.analytics.dashboard.buckets import EPOCH
from clew.analytics.dashboard.source import Source

WEEK, MONTH = 7, 30
_NEVER = 1_000_000  # days after 1970: later than any
_SQL = """
SELECT day, count(), {edges}
FROM (
    SELECT arraySort(groupUniqArray(toUInt32(toDate(timestamp)))) AS days
    {rows} AND {read} AND {activity}
    GROUP BY {who} AS customer
)
ARRAY JOIN
    days AS day,
    arrayShiftRight(days, 1) AS earlier,
    arrayShiftLeft(days, 1, toUInt32({never})) AS later
GROUP BY day
"""
_EDGES = "countIf(day - earlier > {0}), countIf(later - day > {0})"


@dataclass(frozen=True, slots=True)
class Active:
    """Customers active within a number of days (1, 7, 30, the period's) up to a day."""

    within: Mapping[int, Mapping[date, int]]

    def on(self, day: date, days: int = 1) -> int:
        return self.within[days].get(day, 0)

    def mean(self, last: date, days: int) -> float:
        """Of the customers of one day, over ``days`` days up to ``last``."""
        return sum(self.on(last - timedelta(days=back)) for back in range(days)) / days


def active(source: Source) -> Active:
    asked = source.asked
    windows = sorted({WEEK, MONTH, asked.days})
    first = asked.today - timedelta(days=max(2 * asked.days, asked.days + MONTH, 2 * MONTH) - 1)
    sql = _SQL.format(
        edges=", ".join(_EDGES.format(days) for days in windows),
        rows=source.rows,
        read=source.between(first, asked.today, "read"),
        activity=source.activity,
        who=source.who,
        never=_NEVER,
    )
    found = {EPOCH + timedelta(days=row[0]): row[1:] for row in source.read(sql)}
    days = [first + timedelta(days=at) for at in range((asked.today - first).days + 1)]
    within = {1: {day: counts[0] for day, counts in found.items()}}
    for at, window in enumerate(windows):
        edges = {day: (row[1 + 2 * at], row[2 + 2 * at]) for day, row in found.items()}
        within[window] = _running(edges, days, window)
    return Active(within)


def _running(
    edges: Mapping[date, tuple[int, int]], days: list[date], window: int
) -> dict[date, int]:
    """What is going on each day, from where spans begin and from where their last day lies."""
    inside, found = 0, {}
    for day in days:
        begun, _ = edges.get(day, (0, 0))
        _, ended = edges.get(day - timedelta(days=window), (0, 0))
        inside += begun - ended
        found[day] = inside
    return found


def active_sql(source: Source, first: date, last: date) -> str:
    """Whoever was active on any of these days."""
    return (
        f"SELECT DISTINCT {source.who} AS customer {source.rows}"
        f" AND {source.between(first, last, 'shown')} AND {source.activity}"
    )
