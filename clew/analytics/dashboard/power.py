"""Power users: whoever did most in the last thirty days."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from clew.analytics.dashboard.source import Source

DAYS = 30
SHOWN = 10
LISTED = 100
_SQL = """
SELECT {who} AS customer, count() AS times, uniqExact(toDate(timestamp)) AS days
{rows} AND {read} AND {activity}
GROUP BY customer ORDER BY times DESC, customer LIMIT {limit}
"""


@dataclass(frozen=True, slots=True)
class PowerUser:
    customer: UUID | str
    times: int
    days: int


def power_users(source: Source) -> list[PowerUser]:
    return [PowerUser(*row) for row in source.read(_sql(source, SHOWN))]


def _sql(source: Source, limit: int) -> str:
    first = source.asked.today - timedelta(days=DAYS - 1)
    return _SQL.format(
        who=source.who,
        rows=source.rows,
        read=source.between(first, source.asked.today, "power"),
        activity=source.activity,
        limit=int(limit),
    )


def power_sql(source: Source) -> str:
    return f"SELECT customer FROM ({_sql(source, LISTED)})"  # noqa: S608  our own
