"""Scores all accounts of an environment, a piece at a time, and says how far it is."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.db import connection
from django.db.models import F
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from clew.analytics.health.asking import Answers, account_type, asked_about
from clew.analytics.health.storing import Marks, Row, store_piece
from clew.analytics.health.weighing import chosen
from clew.analytics.health_options import FAIR_FROM, HEALTHY_FROM, KEEP_DAYS
from clew.analytics.models import HealthRun
from clew.core import clock, live
from clew.core.bulk import execute
from clew.core.jobs import stopping
from clew.people.models import Environment, GroupType

SCORING = "analytics.score_health"
AT_ONCE = 2_000  # accounts in one transaction
ONE_SCORER = 0x48EA_1700  # advisory lock: two would record the same fact twice

STALE = """
    DELETE FROM analytics_health AS health USING people_group AS g
    WHERE g.id = health.group_id AND health.environment_id = %b
      AND (g.type_id <> %b OR g.merged_into_id IS NOT NULL)
"""
OLD_DAYS = """
    DELETE FROM analytics_healthday AS old USING analytics_healthday AS newer
    WHERE old.day < %b AND newer.group_id = old.group_id AND newer.day > old.day
      AND newer.day <= %b
"""


def marks_now() -> Marks:
    return Marks(HEALTHY_FROM.value(), FAIR_FROM.value())


def score_when_due() -> None:
    """Every hour, as jobs: all accounts of a large installation take a while."""
    for kind in GroupType.objects.filter(is_account=True):
        defer(kind.environment_id)
    forget_old_days()


def score_anew(environment: Environment) -> None:
    """The marks moved: every account is scored again at once, and nothing is said to have
    happened to any of them."""
    now = clock.now()
    HealthRun.objects.update_or_create(
        environment=environment,
        defaults={"asked_at": now, "finished_at": None, "done": 0, "total": 0},
    )
    defer(environment.pk)


def defer(environment_id: int) -> None:
    """Unless it waits already."""
    name = f"health/{environment_id}"
    if not ProcrastinateJob.objects.filter(queueing_lock=name, status="todo").exists():
        job = app.configure_task(SCORING, queue="bulk", lock=name, queueing_lock=name)
        job.defer(environment_id=environment_id)


def score_accounts(environment: Environment) -> int:
    """Returns how many rows were written. What is asked meanwhile is done too."""
    kind = account_type(environment)
    if kind is None:
        return 0
    with _only_one(environment):
        written, again = _run(environment, kind)
        while again:
            more, again = _run(environment, kind)
            written += more
    return written


def is_running(run: HealthRun | None) -> bool:
    """Whether what was asked for is still under way."""
    return run is not None and run.finished_at is None


def forget_old_days() -> int:
    """An account keeps its last row from before: later days go by it."""
    until = clock.now().date() - timedelta(days=KEEP_DAYS.value())
    return execute(OLD_DAYS, [until, until])


def _run(environment: Environment, kind: GroupType) -> tuple[int, bool]:
    """What it wrote, and whether somebody moved the marks meanwhile."""
    run, _ = HealthRun.objects.get_or_create(
        environment=environment, defaults={"asked_at": clock.now()}
    )
    quiet, asked_at = is_running(run), run.asked_at
    asked, marks = asked_about(kind), marks_now()
    HealthRun.objects.filter(pk=run.pk).update(
        started_at=asked.now, total=len(asked.accounts), done=0
    )
    answers = Answers(asked, chosen(environment))
    ids, written = list(asked.accounts), 0
    for start in range(0, len(ids), AT_ONCE):
        if stopping.is_set():
            return written, False  # the schedule begins it anew with the next start
        piece = ids[start : start + AT_ONCE]
        rows = {pk: Row(answers.score(pk), answers.values(pk)) for pk in piece}
        written += store_piece(asked, kind, rows, marks, quiet=quiet)
        HealthRun.objects.filter(pk=run.pk).update(done=F("done") + len(piece))
        live.publish([f"health/{environment.pk}"])
    execute(STALE, [environment.pk, kind.pk])
    return written, not _finished(run, asked_at)


def _finished(run: HealthRun, asked_at: datetime) -> bool:
    rows = HealthRun.objects.filter(pk=run.pk, asked_at=asked_at)
    done = rows.update(finished_at=max(clock.now(), asked_at))
    live.publish([f"health/{run.pk}"])
    return bool(done)


@contextmanager
def _only_one(environment: Environment) -> Iterator[None]:
    key = ONE_SCORER + environment.pk
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [key])
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [key])
