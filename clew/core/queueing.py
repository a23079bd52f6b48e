"""Jobs of which at most one waits, whoever asks how often."""

import structlog
from django.db import DatabaseError, transaction
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.exceptions import AlreadyEnqueued, ConnectorException

log = structlog.get_logger(__name__)


def queue_once(task: str, *, queue: str) -> None:
    """One waits and one runs. Never raises: what is not queued now, the schedule finds."""
    try:
        # A job that still waits will see what was committed before now. Asking first keeps the
        # database's log free of a refused row for each mail.
        if not ProcrastinateJob.objects.filter(queueing_lock=task, status="todo").exists():
            with transaction.atomic():
                app.configure_task(task, queue=queue, lock=task, queueing_lock=task).defer()
    except AlreadyEnqueued:
        pass
    except (DatabaseError, ConnectorException):
        log.exception("job.not_queued", task=task)
