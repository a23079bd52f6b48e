"""Copies in the background, a moment after each change."""

from threading import Event, Thread

import structlog
from django.db import close_old_connections, connections

from clew.analytics.mirror.copying import mirror_changes

log = structlog.get_logger(__name__)
LOOK = 0.5  # seconds; an empty queue costs one look at an empty index
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
                mirror_changes()
                pause = LOOK
            except Exception:
                log.exception("mirror.failed")
                pause = AFTER_FAILURE
        connections.close_all()
