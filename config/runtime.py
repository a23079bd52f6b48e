"""What runs beside the web pages in one process: capture, writer, jobs, live updates, schedule."""

import asyncio
import contextlib
import gc
import signal
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import structlog
from asgiref.sync import sync_to_async
from django.conf import settings
from django.db import connections
from procrastinate.contrib.django import app as jobs

from clew.core import live, services
from clew.core.engines import clickhouse
from clew.core.jobs import revive_stalled, stopping
from clew.events import runtime as events
from config.schedule import SCHEDULE, Due

log = structlog.get_logger(__name__)
Stop = Callable[[], None]
BREATH = 1.0  # seconds between a worker that failed and the next
DUE_TOGETHER = 4  # of what the schedule says
END_WITHIN = 20.0  # seconds for jobs and what is due, when Clew stops


class Runtime:
    """Started and stopped by the ASGI lifespan (web) or by ``clew worker`` (no web).

    ``works`` says whether this process also runs the writer, the jobs and the schedule:
    always in embedded mode, never in a pure web process of server mode.
    """

    def __init__(self, *, web: bool, works: bool, stop_engines: Stop | None = None) -> None:
        self._web = web
        self._works = works
        self.stop_engines = stop_engines
        self._tasks: list[asyncio.Task[None]] = []
        # Apart from those of jobs, so that what is due at a time does not wait for long ones.
        self._due = ThreadPoolExecutor(DUE_TOGETHER, thread_name_prefix="due")

    async def start(self) -> None:
        stopping.clear()
        if self._web:
            await live.start(settings.CLEW_EMBEDDED_POSTGRES_URL)
            await events.start()
        if self._works:
            await asyncio.to_thread(events.start_writer)
            await asyncio.to_thread(services.start_all)
            self._tasks = [asyncio.create_task(self._jobs()), asyncio.create_task(self._schedule())]
        look_for_garbage_seldom()

    async def stop(self) -> None:
        """Drain what was accepted, then close; the engines go last."""
        stopping.set()
        steps: list[Callable[[], Awaitable[None]]] = [self._stop_tasks]
        if self._works:
            steps.insert(0, sync_to_async(services.stop_all, thread_sensitive=False))
        if self._web:
            steps += [live.stop, events.stop]
        if self._works:
            steps.append(sync_to_async(events.stop_writer, thread_sensitive=False))
        for step in steps:
            try:
                await step()
            except Exception:
                log.exception("runtime.stop_failed", step=str(step))
        await asyncio.to_thread(clickhouse.close)
        if self.stop_engines is not None:
            await asyncio.to_thread(self.stop_engines)

    def run_until_signal(self) -> None:
        """Work until SIGINT or SIGTERM, then stop cleanly."""

        async def main() -> None:
            stop = asyncio.Event()
            loop = asyncio.get_running_loop()
            for name in (signal.SIGINT, signal.SIGTERM):
                loop.add_signal_handler(name, stop.set)
            await self.start()
            await stop.wait()
            await self.stop()

        asyncio.run(main())

    def run_until(self, done: Callable[[], bool], timeout: float) -> None:
        """Work until ``done()`` or for ``timeout`` seconds, then stop cleanly."""

        async def main() -> None:
            await self.start()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(timeout):
                    while not await asyncio.to_thread(done):  # noqa: ASYNC110  polls a database
                        await asyncio.sleep(0.05)
            await self.stop()

        asyncio.run(main())

    async def _stop_tasks(self) -> None:
        """What is under way gets a while to end. What lasts longer finds no database soon, and is
        done again: no thread can be ended from outside.
        """
        for task in self._tasks:
            task.cancel()
        ending = asyncio.create_task(asyncio.to_thread(self._due.shutdown, cancel_futures=True))
        await asyncio.wait([*self._tasks, ending], timeout=END_WITHIN)

    async def _jobs(self) -> None:
        """A worker that lost PostgreSQL ends; the next one does what it left."""
        while not stopping.is_set():
            try:
                await asyncio.to_thread(revive_what_was_left)
                await self._work()
            except Exception as error:  # noqa: BLE001  the next one may have better luck
                log.warning("jobs.interrupted", error=str(error), again_in_seconds=BREATH)
            await asyncio.sleep(BREATH)

    async def _work(self) -> None:
        connector: Any = jobs.connector  # Django's; it knows which one workers need
        worker_app = jobs.with_connector(connector.get_worker_connector())
        async with worker_app.open_async():
            await worker_app.run_worker_async(
                concurrency=4,
                task_middleware=[with_own_connection],
                install_signal_handlers=False,
                listen_notify=True,
                fetch_job_polling_interval=1.0,  # seconds: held replies leave when they said
                shutdown_graceful_timeout=10,
                delete_jobs="successful",
            )

    async def _schedule(self) -> None:
        loop = asyncio.get_running_loop()

        async def repeat(due: Due) -> None:
            while True:
                await loop.run_in_executor(self._due, run_due, due)
                await asyncio.sleep(due.every.total_seconds())

        await asyncio.gather(*(repeat(due) for due in SCHEDULE))


def revive_what_was_left() -> None:
    """With the embedded event store this is the only process: what was being done, nobody does."""
    if settings.CLICKHOUSE_URL:
        return
    try:
        revive_stalled(after=0)
    finally:
        connections.close_all()


def look_for_garbage_seldom() -> None:
    """What is loaded by now stays; looking through it again and again cost pages a tenth."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


def with_own_connection(run: Callable[[], Any], _context: Any, _worker: Any) -> Any:
    """A job gives its database connection back to the pool, whatever happens."""
    try:
        return run()
    finally:
        connections.close_all()


def run_due(due: Due) -> None:
    try:
        due.run()
    except Exception:
        log.exception("schedule.failed", name=due.name)
    finally:
        connections.close_all()
