"""Scores days that are over, from events and tickets that were there then.

Seats, members and severities are those of today: a history to begin with, not a record.
"""

from datetime import datetime, timedelta

from clew.analytics.health.asking import Answers, account_type, asked_about
from clew.analytics.health.weighing import chosen
from clew.analytics.models import HealthDay
from clew.core import clock
from clew.people.models import Environment, Group


def score_past(environment: Environment, *, days: int = 90, every: int = 3) -> int:
    """A row where the score became another; days that have one are left as they are."""
    kind = account_type(environment)
    if kind is None:
        return 0
    parts, now = chosen(environment), clock.now()
    begun = dict(Group.objects.filter(type=kind).values_list("pk", "created_at"))
    latest: dict[int, int] = {}
    rows: list[HealthDay] = []
    for ago in range(days, 0, -every):
        then = now - timedelta(days=ago)
        rows += _of_day(then, Answers(asked_about(kind, now=then), parts), begun, latest)
    HealthDay.objects.bulk_create(rows, ignore_conflicts=True, batch_size=2_000)
    return len(rows)


def _of_day(
    then: datetime, answers: Answers, begun: dict[int, datetime], latest: dict[int, int]
) -> list[HealthDay]:
    rows = []
    for pk in answers.accounts:
        total = answers.score(pk).total if begun[pk] <= then else None
        if total is not None and latest.get(pk) != total:
            latest[pk] = total
            rows.append(HealthDay(group_id=pk, day=then.date(), score=total))
    return rows
