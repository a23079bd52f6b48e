"""After the clock was moved for a test: whatever that set off happens before anybody looks."""

import asyncio
import time
from typing import Any

from django.db.models import Q
from django.db.models.functions import Now
from procrastinate.contrib.django import app as jobs
from procrastinate.contrib.django.models import ProcrastinateJob

from clew.core import reacting
from config.runtime import with_own_connection

PATIENCE = 120.0  # seconds
LOOK = 0.05


def wait_until_idle() -> None:
    """In a process with a worker of its own. Raises TimeoutError, in words."""
    until = time.monotonic() + PATIENCE
    while left := _waiting():
        if time.monotonic() > until:
            raise TimeoutError(f"{left} jobs still wait after {PATIENCE:.0f} s. Are workers on?")
        time.sleep(LOOK)


def work_off() -> None:
    """Where there is no worker: this process does it, until nothing is left."""
    reacting.work_off()
    _work_off_jobs()
    while reacting.waiting_count():  # what jobs did
        reacting.work_off()
        _work_off_jobs()


def _work_off_jobs() -> None:
    async def main() -> None:
        connector: Any = jobs.connector  # Django's; it knows which one workers need
        worker_app = jobs.with_connector(connector.get_worker_connector())
        async with worker_app.open_async():
            await worker_app.run_worker_async(
                wait=False,
                task_middleware=[with_own_connection],
                install_signal_handlers=False,
                listen_notify=False,
                delete_jobs="successful",
            )

    asyncio.run(main())


def _waiting() -> int:
    """Those whose time has come; what failed and will be tried again waits for its own."""
    due = Q(status="todo") & (Q(scheduled_at=None) | Q(scheduled_at__lte=Now()))
    jobs = ProcrastinateJob.objects.filter(due | Q(status="doing")).count()
    return jobs + reacting.waiting_count()
