"""Who pays, who pays for the first time, and how many of those who did not pay yet began to."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from clew.analytics.dashboard.buckets import bucket_sql, buckets
from clew.analytics.dashboard.source import Source


class Pays(StrEnum):
    PAYING = "paying"  # at least one payment in the period
    FIRST = "first"  # the first ever lies in it
    AGAIN = "again"  # paid in it, and before
    FREE = "free"  # active in it (or paid for the first time), and had never paid before


CONDITIONS = {
    Pays.PAYING: "paid > 0",
    Pays.FIRST: "paid_earlier = 0 AND paid > 0",
    Pays.AGAIN: "paid_earlier > 0 AND paid > 0",
    Pays.FREE: "paid_earlier = 0 AND (used > 0 OR paid > 0)",
}
_EACH = """
SELECT {who} AS customer,
       countIf({payment} AND {within}) AS paid,
       countIf({payment} AND NOT {within}) AS paid_earlier,
       countIf({activity} AND {within}) AS used
{rows} AND {read} AND ({payment} OR ({activity} AND {within}))
GROUP BY customer
"""
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
    return Paying(
        _payers(source, asked.first, asked.today),
        _payers(source, asked.before_first, asked.before_last),
        _by_bucket(source),
    )


def _payers(source: Source, first: date, last: date) -> Payers:
    counted = ", ".join(f"countIf({CONDITIONS[pays]})" for pays in Pays)
    rows = source.read(f"SELECT {counted} FROM ({_each(source, first, last)})")
    return Payers(*rows[0])


def _each(source: Source, first: date, last: date) -> str:
    return _EACH.format(
        who=source.who,
        payment=source.roles.payment.sql(source.bound),
        within=source.between(first, last, "within"),
        activity=source.activity,
        rows=source.rows,
        read=source.until(last, "within"),
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
    return f"SELECT customer FROM ({_each(source, first, last)}) WHERE {CONDITIONS[pays]}"
