"""Who comes, stays, comes back and goes, for each day, week or month.

A customer is **new** in the first ever in which they were active; **returning** when they were
active in the one before too; **resurrecting** when they were not, but earlier; **dormant** when
they were active in the one before and not in this. The one that is going on has no dormant yet.
"""

from dataclasses import dataclass
from enum import StrEnum

from clew.analytics.dashboard.buckets import bucket_sql, buckets
from clew.analytics.dashboard.source import Source


class Stage(StrEnum):
    NEW = "new"
    RETURNING = "returning"
    RESURRECTING = "resurrecting"
    DORMANT = "dormant"


_EACH = """
SELECT {who} AS customer, min({bucket}) AS began,
       arraySort(groupUniqArrayIf({bucket}, {bucket} >= {start})) AS active
{rows} AND {read} AND {activity}
GROUP BY customer
"""
_SQL = """
SELECT bucket,
       countIf(began = bucket),
       countIf(began < bucket AND earlier + 1 = bucket),
       countIf(began < bucket AND earlier + 1 < bucket),
       countIf(later > bucket + 1)
FROM ({each})
ARRAY JOIN
    active AS bucket,
    arrayShiftRight(active, 1) AS earlier,
    arrayShiftLeft(active, 1, toUInt32(4000000000)) AS later
GROUP BY bucket
"""
_CONDITIONS = {
    Stage.NEW: "began = {bucket:UInt32}",
    Stage.RETURNING: "began < {bucket:UInt32} AND has(active, {bucket:UInt32})"
    " AND has(active, {bucket:UInt32} - 1)",
    Stage.RESURRECTING: "began < {bucket:UInt32} AND has(active, {bucket:UInt32})"
    " AND NOT has(active, {bucket:UInt32} - 1)",
    Stage.DORMANT: "has(active, {bucket:UInt32} - 1) AND NOT has(active, {bucket:UInt32})",
}


@dataclass(frozen=True, slots=True)
class Stages:
    """``dormant`` is None in the bucket that is going on."""

    bucket: int
    new: int = 0
    returning: int = 0
    resurrecting: int = 0
    dormant: int | None = 0

    def of(self, stage: Stage) -> int | None:
        found: int | None = getattr(self, stage.value)
        return found


def lifecycle(source: Source) -> list[Stages]:
    asked = source.asked
    shown = buckets(asked.first, asked.today, asked.by)
    each = _each(source, shown.start - 1)
    found = {row[0]: row[1:] for row in source.read(_SQL.format(each=each))}
    nobody = (0, 0, 0, 0)
    stages = []
    for at in shown:
        new, returning, resurrecting, _ = found.get(at, nobody)
        gone = None if at == shown.stop - 1 else found.get(at - 1, nobody)[3]
        stages.append(Stages(at, new, returning, resurrecting, gone))
    return stages


def _each(source: Source, start: int) -> str:
    """Every customer ever active: the first bucket, and those from ``start`` on."""
    return _EACH.format(
        who=source.who,
        bucket=bucket_sql(source.asked.by),
        start=int(start),
        rows=source.rows,
        read=source.until(source.asked.today),
        activity=source.activity,
    )


def stage_sql(source: Source, stage: Stage, bucket: int) -> str:
    """Whoever was in this stage in this bucket."""
    source.bound["bucket"] = bucket
    return f"SELECT customer FROM ({_each(source, bucket - 1)}) WHERE {_CONDITIONS[stage]}"  # noqa: S608  our own
