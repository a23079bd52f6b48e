"""Copies in the background, a moment after each change."""

import time
from threading import Event, Thread

import structlog
from django.db import close_old_connections, connections

from clew.analytics.mirror.copying import mirror_changes

log = structlog.get_logger(__name__)
LOOK, LONGEST = 0.5, 2.0  # seconds; an empty queue costs one look at an empty index
SHARE = 5  # it rests so much longer than copying took: the more changes, the more at once
AFTER_FAILURE = 5.0  # seconds


class MirrorService:
    name = "mirror of rows for SQL"

    def __init__(self) -> None:
        self._stopping = Event()
        self._thread: Thread | None = None

    def start(self) -> None:
        self._stopping.clear()
        self._thread = Thread(target=self._run, name="mirror", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._stopping.set()
        if self._thread is not None:
            self._thread.join()

    def _run(self) -> None:
        pause = LOOK
        while not self._stopping.wait(pause):
            try:
                close_old_connections()
                began = time.monotonic()
                mirror_changes()
                pause = min(max(LOOK, SHARE * (time.monotonic() - began)), LONGEST)
            except Exception:
                log.exception("mirror.failed")
                pause = AFTER_FAILURE
        connections.close_all()
