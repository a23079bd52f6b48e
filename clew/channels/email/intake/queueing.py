"""The one job that works off what came in: at most one waits, and one runs."""

import structlog
from django.db import DatabaseError, transaction
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.exceptions import AlreadyEnqueued, ConnectorException

PROCESSING = "email.process_due"
log = structlog.get_logger(__name__)


def process_soon() -> None:
    """Never raises: what is not queued now, the schedule's sweep finds."""
    try:
        # A job that still waits will see what was committed before now. Asking first keeps the
        # database's log free of a refused row for each mail.
        if not ProcrastinateJob.objects.filter(queueing_lock=PROCESSING, status="todo").exists():
            with transaction.atomic():
                job = app.configure_task(
                    PROCESSING, queue="mail", lock=PROCESSING, queueing_lock=PROCESSING
                )
                job.defer()
    except AlreadyEnqueued:
        pass
    except (DatabaseError, ConnectorException):
        log.exception("mail.not_queued")
