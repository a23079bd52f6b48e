"""From the signup page to paying: how many customers took each step, in order and in time.

All steps have to lie in the period, and the last within ``within`` days of the first: so a period
and the one before it had equally long. A step whose event is not known is left out.
"""

from dataclasses import dataclass
from datetime import date
from itertools import accumulate

from clew.analytics.dashboard.asked import Per
from clew.analytics.dashboard.buckets import bucket_sql, buckets
from clew.analytics.dashboard.roles import Chosen, Role
from clew.analytics.dashboard.source import Source
from clew.analytics.dashboard_options import CONVERSION_DAYS

_DAY_MS = 86_400_000
_LEVELS = """
SELECT {who} AS customer,
       windowFunnel({{window_ms:UInt64}})(toUInt64(toUnixTimestamp64Milli(timestamp)), {steps})
           AS level
{rows} AND {read} AND ({any_step})
GROUP BY customer
"""
_SIGNUPS = (
    "SELECT {bucket} AS bucket, uniqExact({who}) {rows} AND {read} AND {signup} GROUP BY bucket"
)


@dataclass(frozen=True, slots=True)
class Step:
    role: Role
    customers: int
    before: int  # in the period before

    @property
    def label(self) -> str:
        return str(self.role.label)


@dataclass(frozen=True, slots=True)
class Conversion:
    steps: list[Step]
    within: int  # days


def steps_of(source: Source) -> list[Chosen]:
    """Whoever looks at the signup page belongs to no account yet."""
    roles = source.roles
    steps = [roles.signup_page, roles.signup, roles.subscription, roles.payment]
    by_account = source.asked.per == Per.ACCOUNT
    skipped = {Role.SIGNUP_PAGE} if by_account else set()
    return [step for step in steps if step.is_known and step.role not in skipped]


def conversion(source: Source, within: int | None = None) -> Conversion:
    asked = source.asked
    within = CONVERSION_DAYS.value() if within is None else within
    now = _reached(source, asked.first, asked.today, within)
    before = _reached(source, asked.before_first, asked.before_last, within)
    steps = [
        Step(step.role, *counts)
        for step, *counts in zip(steps_of(source), now, before, strict=True)
    ]
    return Conversion(steps, within)


def _reached(source: Source, first: date, last: date, within: int) -> list[int]:
    """How many customers reached each step."""
    known = len(steps_of(source))
    if not known:
        return []
    sql = f"SELECT level, count() FROM ({levels_sql(source, first, last, within)}) GROUP BY level"  # noqa: S608  our own
    at = dict(source.read(sql))
    further = accumulate(at.get(level, 0) for level in range(known, 0, -1))
    return list(further)[::-1]


def levels_sql(source: Source, first: date, last: date, within: int) -> str:
    conditions = [step.sql(source.bound) for step in steps_of(source)]
    source.bound["window_ms"] = within * _DAY_MS
    return _LEVELS.format(
        who=source.who,
        steps=", ".join(conditions),
        rows=source.rows,
        read=source.between(first, last, "steps"),
        any_step=" OR ".join(conditions),
    )


def signups(source: Source) -> dict[int, int]:
    """Customers who signed up, by bucket; each counts once in each."""
    asked, signup = source.asked, source.roles.signup
    shown = buckets(asked.first, asked.today, asked.by)
    if not signup.is_known:
        return {}
    sql = _SIGNUPS.format(
        bucket=bucket_sql(asked.by),
        who=source.who,
        rows=source.rows,
        read=source.between(asked.first, asked.today, "signed"),
        signup=signup.sql(source.bound),
    )
    return dict.fromkeys(shown, 0) | dict(source.read(sql))


def reached_sql(
    source: Source, first: date, last: date, *, level: int, stopped: bool, within: int
) -> str:
    """Whoever took at least ``level`` steps; with ``stopped`` exactly as many."""
    source.bound["level"] = level
    condition = "level = {level:UInt8}" if stopped else "level >= {level:UInt8}"
    return f"SELECT customer FROM ({levels_sql(source, first, last, within)}) WHERE {condition}"  # noqa: S608  our own


def took_sql(source: Source, chosen: Chosen, first: date, last: date) -> str:
    """Whoever took one step, whatever they did before."""
    return (
        f"SELECT DISTINCT {source.who} AS customer {source.rows}"
        f" AND {source.between(first, last, 'shown')} AND {chosen.sql(source.bound)}"
    )
