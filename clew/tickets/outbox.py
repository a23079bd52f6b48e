"""Lets held replies go and sends what was written, in the process that works off jobs.

A job for each reply would cost as much as its mail. What is missed here, because the process that
heard of it died, the schedule finds within a minute.
"""

import contextlib
import queue
import threading
import time
from collections.abc import Callable

import structlog
from django.conf import settings
from django.db import connections

from clew.tickets import deliveries
from clew.tickets.actions.held import release_due

LOOK = 1.0  # seconds; held replies leave when they said
GATHER = 0.2  # seconds; what is written in them leaves together
SENDERS = 3  # at once, when servers are slow or much waits
AGAIN = 1.0  # seconds, when PostgreSQL is away
ENDING = 10.0  # seconds
log = structlog.get_logger(__name__)


class Outbox:
    """A service."""

    name = "outbox"

    def __init__(self) -> None:
        self._stopping = threading.Event()
        self._threads: list[threading.Thread] = []
        self._wanted: queue.Queue[None] = queue.Queue(maxsize=1)
        self._gathering = threading.Lock()

    def start(self) -> None:
        self._stopping.clear()
        if not settings.CLICKHOUSE_URL:  # the only process there is: what was sent, nobody sends
            deliveries.forget_leases()
        work = [("held replies", self._release)] + [("outbox", self._send)] * SENDERS
        self._threads = [self._thread(*each) for each in work]
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """After what is on its way, if that does not take long; it goes again when it does."""
        self._stopping.set()
        until = time.monotonic() + ENDING
        for thread in self._threads:
            thread.join(max(0.0, until - time.monotonic()))
        self._threads = []

    def wake(self) -> bool:
        """Something waits. False where this service does not run."""
        with contextlib.suppress(queue.Full):  # then somebody is about to look
            self._wanted.put_nowait(None)
        return bool(self._threads)

    def _release(self) -> None:
        if not self._stopping.wait(LOOK):
            release_due()

    def _send(self) -> None:
        with self._gathering:
            try:
                self._wanted.get(timeout=LOOK)
            except queue.Empty:
                return
            self._stopping.wait(GATHER)
        deliveries.send_due(more_waits=self.wake)

    def _thread(self, name: str, work: Callable[[], None]) -> threading.Thread:
        return threading.Thread(target=self._again_and_again, args=[work], name=name, daemon=True)

    def _again_and_again(self, work: Callable[[], None]) -> None:
        while not self._stopping.is_set():
            try:
                work()
            except Exception as error:  # noqa: BLE001  it may have better luck
                log.warning("outbox.interrupted", error=str(error), again_in_seconds=AGAIN)
                self._stopping.wait(AGAIN)
            finally:
                connections.close_all()


outbox = Outbox()
