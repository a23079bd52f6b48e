"""Background jobs seen from outside: how many wait, which gave up, trying one again."""

import threading
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

import structlog
from django.db import connection, transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from clew.core.engines.gone import silent_engine
from clew.core.models import WaitingFact

log = structlog.get_logger(__name__)
STALLED = 60  # seconds without a heartbeat
P = ParamSpec("P")
stopping = threading.Event()  # long work in this process ends after the piece it is at


def swept_again(sweep: Callable[P, object]) -> Callable[P, None]:
    """A job that does what is due, as the schedule does too: no dead letter of an engine's nap."""

    @wraps(sweep)
    def swept(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            sweep(*args, **kwargs)
        except Exception as error:
            engine = silent_engine(error)
            if not engine:
                raise
            log.warning("job.interrupted", job=sweep.__name__, engine=engine, error=str(error))

    return swept


def dead_letters() -> list[ProcrastinateJob]:
    """Jobs that failed for the last time, newest first."""
    return list(ProcrastinateJob.objects.filter(status="failed").order_by("-id")[:200])


def dead_letter_count() -> int:
    return ProcrastinateJob.objects.filter(status="failed").count()


def waiting_count() -> int:
    """Jobs, and facts whose reactions have not run."""
    jobs = ProcrastinateJob.objects.filter(status__in=["todo", "doing"]).count()
    return jobs + WaitingFact.objects.count()


def stalled_count() -> int:
    """Jobs of processes that are gone, which nobody has found yet."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT count(*) FROM procrastinate_jobs AS job WHERE {DEAD}",  # noqa: S608  likewise
            [STALLED],
        )
        row = cursor.fetchone()
    return int(row[0])


def try_again(job_id: int) -> None:
    """Queue a dead letter once more, with its attempts forgotten."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT procrastinate_retry_job_v2(%s, now(), NULL, NULL, NULL)", [job_id])


DEAD = """
    job.status = 'doing' AND (job.worker_id IS NULL OR NOT EXISTS (
        SELECT 1 FROM procrastinate_workers AS worker
        WHERE worker.id = job.worker_id
          AND worker.last_heartbeat > now() - make_interval(secs => %s)
          -- One of the future is of a clock that was set back since.
          AND worker.last_heartbeat < now() + interval '1 minute'))
"""


def revive_stalled(*, after: int = STALLED) -> None:
    """Queue again what a killed process was doing; its worker row no longer has a heartbeat.

    Where the same work waits already, that is enough: two that wait with one queueing lock are
    refused, and with them all the others. ``after`` 0 seconds at the start of the only process
    there is: nobody else does anything.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            f"""
            DELETE FROM procrastinate_jobs AS job WHERE {DEAD} AND EXISTS (
                SELECT 1 FROM procrastinate_jobs AS other
                WHERE other.queueing_lock = job.queueing_lock
                  AND (other.status = 'todo' OR (other.status = 'doing' AND other.id > job.id)))
            """,  # noqa: S608  no word of anybody else's
            [after],
        )
        again = cursor.rowcount
        cursor.execute(
            f"UPDATE procrastinate_jobs AS job SET status = 'todo', worker_id = NULL WHERE {DEAD}",  # noqa: S608
            [after],
        )
        if count := again + cursor.rowcount:
            log.warning("jobs.revived", count=count)
