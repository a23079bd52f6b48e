"""Somebody killed the embedded PostgreSQL, or its disk was full: Clew starts it again."""

import threading

import structlog

from clew.core.engines.postgres import EmbeddedPostgres

log = structlog.get_logger(__name__)
LOOK = 0.5  # seconds between two looks
FIRST_PAUSE, LONGEST_PAUSE = 0.5, 5.0  # seconds after it could not start


class Watch:
    """From ``start`` to ``stop`` the server that should run does run, or is tried again."""

    def __init__(self, postgres: EmbeddedPostgres) -> None:
        self._postgres = postgres
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="postgres watch", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Before PostgreSQL is stopped on purpose."""
        self._stopping.set()
        self._thread.join()

    def _run(self) -> None:
        pause = FIRST_PAUSE
        while not self._stopping.wait(LOOK):
            if self._postgres.is_alive:
                continue
            log.error("postgres.gone")
            try:
                self._postgres.revive()
            except Exception as error:  # noqa: BLE001  whatever keeps it from starting may pass
                log.warning("postgres.not_started", error=str(error), again_in_seconds=pause)
                self._stopping.wait(pause)
                pause = min(LONGEST_PAUSE, pause * 2)
            else:
                log.warning("postgres.started_again")
                pause = FIRST_PAUSE
