"""Background jobs seen from outside: how many wait, which gave up, trying one again."""

import threading

import structlog
from django.db import connection
from procrastinate.contrib.django.models import ProcrastinateJob

log = structlog.get_logger(__name__)
STALLED = 60  # seconds without a heartbeat
stopping = threading.Event()  # long work in this process ends after the piece it is at


def dead_letters() -> list[ProcrastinateJob]:
    """Jobs that failed for the last time, newest first."""
    return list(ProcrastinateJob.objects.filter(status="failed").order_by("-id")[:200])


def dead_letter_count() -> int:
    return ProcrastinateJob.objects.filter(status="failed").count()


def waiting_count() -> int:
    return ProcrastinateJob.objects.filter(status__in=["todo", "doing"]).count()


def try_again(job_id: int) -> None:
    """Queue a dead letter once more, with its attempts forgotten."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT procrastinate_retry_job_v2(%s, now(), NULL, NULL, NULL)", [job_id])


def revive_stalled(*, after: int = STALLED) -> None:
    """Queue again what a killed process was doing; its worker row no longer has a heartbeat.

    ``after`` 0 seconds at the start of the only process there is: nobody else does anything.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE procrastinate_jobs SET status = 'todo', worker_id = NULL
            WHERE status = 'doing' AND (worker_id IS NULL OR NOT EXISTS (
                SELECT 1 FROM procrastinate_workers AS worker
                WHERE worker.id = procrastinate_jobs.worker_id
                  AND worker.last_heartbeat > now() - make_interval(secs => %s)))
            """,
            [after],
        )
        if cursor.rowcount:
            log.warning("jobs.revived", count=cursor.rowcount)
