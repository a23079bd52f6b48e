"""Who pays, who pays for the first time, and how many of those who did not pay yet began to."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from clew.analytics.dashboard.buckets import bucket_sql, buckets
from clew.analytics.dashboard.source import Source


class Pays(StrEnum):
    PAYING = "paying"  # at least one payment in the period
    FIRST = "first"  # the first ever lies in it
    AGAIN = "again"  # paid in it, and before
    FREE = "free"  # active in it (or paid for the first time), and had never paid before


CONDITIONS = {
    Pays.PAYING: "paid{n} > 0",
    Pays.FIRST: "paid_earlier{n} = 0 AND paid{n} > 0",
    Pays.AGAIN: "paid_earlier{n} > 0 AND paid{n} > 0",
    Pays.FREE: "paid_earlier{n} = 0 AND (used{n} > 0 OR paid{n} > 0)",
}
# Payments of all times and what was done in the periods are read apart: each skips what the other
# needs.
_EACH = """
SELECT customer, {sums}
FROM (
    SELECT {who} AS customer, {paid} {rows} AND {read} AND {payment} GROUP BY customer
    UNION ALL
    SELECT {who} AS customer, {used} {rows} AND {since} AND {activity} GROUP BY customer
)
GROUP BY customer
"""
# Of one period; the number at the end of each name tells two periods apart.
_SUMS = "sum(paid{n}) AS paid{n}, sum(paid_earlier{n}) AS paid_earlier{n}, sum(used{n}) AS used{n}"
_PAID = "countIf({within}) AS paid{n}, countIf({earlier}) AS paid_earlier{n}, 0 AS used{n}"
_USED = "0 AS paid{n}, 0 AS paid_earlier{n}, countIf({within}) AS used{n}"
_BUCKETS = """
SELECT bucket, count(), countIf(paid_earlier = 0 AND bucket = active[1])
FROM (
    SELECT {who} AS customer, countIf(NOT {within}) AS paid_earlier,
           arraySort(groupUniqArrayIf({bucket}, {within})) AS active
    {rows} AND {read} AND {payment}
    GROUP BY customer
)
ARRAY JOIN active AS bucket
GROUP BY bucket
"""


@dataclass(frozen=True, slots=True)
class Payers:
    paying: int = 0
    first: int = 0
    again: int = 0
    free: int = 0

    @property
    def rate(self) -> float | None:
        return self.first / self.free if self.free else None


@dataclass(frozen=True, slots=True)
class Paying:
    """``buckets``: paying customers, and those of them who paid for the first time."""

    now: Payers
    before: Payers
    buckets: dict[int, tuple[int, int]]


def paying(source: Source) -> Paying | None:
    """None as long as no event is a payment."""
    if not source.roles.payment.is_known:
        return None
    asked = source.asked
    periods = [(asked.first, asked.today), (asked.before_first, asked.before_last)]
    counted = [
        f"countIf({CONDITIONS[pays].format(n=number)})"
        for number in range(len(periods))
        for pays in Pays
    ]
    rows = source.read(f"SELECT {', '.join(counted)} FROM ({_each(source, periods)})")  # noqa: S608  our own
    found, kinds = rows[0], len(Pays)
    return Paying(Payers(*found[:kinds]), Payers(*found[kinds:]), _by_bucket(source))


def _each(source: Source, periods: Sequence[tuple[date, date]]) -> str:
    """Every customer who ever paid until the last of the periods, or was active in one."""
    first, last = min(first for first, _ in periods), max(last for _, last in periods)
    said = [
        {
            "n": number,
            "within": source.between(*days, f"period{number}"),
            "earlier": source.until(days[0] - timedelta(days=1), f"before{number}"),
        }
        for number, days in enumerate(periods)
    ]
    return _EACH.format(
        who=source.who,
        sums=", ".join(_SUMS.format(**each) for each in said),
        paid=", ".join(_PAID.format(**each) for each in said),
        used=", ".join(_USED.format(**each) for each in said),
        payment=source.roles.payment.sql(source.bound),
        activity=source.activity,
        rows=source.rows,
        read=source.until(last, "last"),
        since=source.between(first, last, "all"),
    )


def _by_bucket(source: Source) -> dict[int, tuple[int, int]]:
    asked = source.asked
    sql = _BUCKETS.format(
        who=source.who,
        bucket=bucket_sql(asked.by),
        within=source.between(asked.first, asked.today, "charted"),
        rows=source.rows,
        read=source.until(asked.today),
        payment=source.roles.payment.sql(source.bound),
    )
    shown = buckets(asked.first, asked.today, asked.by)
    found = {bucket: (payers, first) for bucket, payers, first in source.read(sql)}
    return dict.fromkeys(shown, (0, 0)) | found


def payers_sql(source: Source, pays: Pays, first: date, last: date) -> str:
    """Whoever this holds for in the days from ``first`` to ``last``."""
    condition = CONDITIONS[pays].format(n=0)
    return f"SELECT customer FROM ({_each(source, [(first, last)])}) WHERE {condition}"  # noqa: S608  our own
