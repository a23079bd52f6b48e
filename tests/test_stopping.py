"""A clean stop ends, whatever still runs: what was interrupted is done again at the next start."""

import asyncio
import contextlib
import threading
from datetime import timedelta

from config import runtime
from config.runtime import Due, Runtime


def test_a_stop_does_not_wait_for_work_that_lasts(monkeypatch):
    monkeypatch.setattr(runtime, "END_WITHIN", 0.5)
    over = threading.Event()
    lasting = Due("lasts", timedelta(seconds=60), lambda: over.wait(60))
    monkeypatch.setattr(runtime, "SCHEDULE", [lasting])
    running = Runtime(web=False, works=True)

    async def job():
        """As a worker of jobs: it waits for the thread of a job, and no cancelling ends that."""
        while not over.is_set():
            with contextlib.suppress(asyncio.CancelledError):
                await asyncio.sleep(0.1)

    async def stop():
        running._tasks = [asyncio.create_task(job()), asyncio.create_task(running._schedule())]
        await asyncio.sleep(0.2)
        async with asyncio.timeout(15):
            await running._stop_tasks()
        over.set()
        await asyncio.sleep(0.3)

    asyncio.run(stop())
