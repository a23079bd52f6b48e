"""What follows facts, after their commit: in the process that works off jobs, many at a time.

A fact waits in ``core_waitingfact``, written in the same statement, until its reactions have run.
Whoever takes it deletes the row, but commits that last of all: a killed process leaves it for the
next one. So a reaction runs at least once, and what it wrote need not be on disk before the row
is gone. One that fails becomes a job of its own, with its attempts and its dead letter.
See docs/adr/0014-reactions-run-together.md.
"""

import contextlib
import threading
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import psycopg
import structlog
from django.conf import settings
from django.db import DatabaseError, connection, connections
from procrastinate.contrib.django import app

from clew.core.facts import AT_ONCE, Recorded, react, recorded, takes_several
from clew.core.live import CHANNEL
from clew.core.models import FactRecord, WaitingFact
from clew.core.turns import Patience

PACE = 0.05  # seconds in which facts gather
EACH, LONGEST = 0.01, 0.3  # seconds more for each that there were just now, and in all
LOOK = 1.0  # seconds, should a hint get lost
AGAIN = 1.0  # seconds, when PostgreSQL is away
PATIENCE = 3.0  # how long it waits for pages, as a share of how long it worked
TAKE = """
DELETE FROM core_waitingfact WHERE fact_id IN (
    SELECT fact_id FROM core_waitingfact ORDER BY fact_id LIMIT %s FOR UPDATE SKIP LOCKED)
RETURNING fact_id, reactions
"""
log = structlog.get_logger(__name__)


class Reactor:
    """A service: one thread, woken by the live hints that nearly every fact sends."""

    name = "reactions"

    def __init__(self) -> None:
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        self._stopping.clear()
        self._thread = threading.Thread(target=self._run, name=self.name, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """After what it has taken."""
        self._stopping.set()
        if self._thread is not None:
            self._thread.join()

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                with _holding() as holding, _lazily():
                    holding.execute(f"LISTEN {CHANNEL}")
                    self._work(holding)
            except Exception as error:  # noqa: BLE001  queueing jobs has errors of its own
                log.warning("reactions.interrupted", error=str(error), again_in_seconds=AGAIN)
                self._stopping.wait(AGAIN)

    def _work(self, holding: psycopg.Connection) -> None:
        while not self._stopping.is_set():
            count = _react_to_some(holding)
            if not count:
                for _ in holding.notifies(timeout=LOOK, stop_after=1):
                    pass
            if count < AT_ONCE:  # the more come, the more are taken together
                self._stopping.wait(min(PACE + EACH * count, LONGEST))


def work_off() -> None:
    """Here and now, until no fact waits: where no reactor runs."""
    with _holding() as holding, _lazily():
        while _react_to_some(holding):
            pass


def waiting_count() -> int:
    return WaitingFact.objects.count()


def react_to(waiting: Mapping[int, Iterable[str]]) -> None:
    """Reactions by the id of their fact. A fact that is gone has none."""
    found = {row.pk: recorded(row) for row in FactRecord.objects.filter(pk__in=list(waiting))}
    told: dict[str, list[Recorded]] = defaultdict(list)
    for pk in sorted(found):
        for key in waiting[pk]:
            told[key].append(found[pk])
    patience = Patience(PATIENCE)
    for key, several in told.items():
        for piece in [several] if takes_several(key) else ([each] for each in several):
            patience.let_pages_go()
            _react(key, piece)


def _react_to_some(holding: psycopg.Connection) -> int:
    with holding.transaction():
        taken: dict[int, list[str]] = dict(holding.execute(TAKE, [AT_ONCE]).fetchall())
        if taken:
            react_to(taken)
    return len(taken)


def _react(key: str, told: list[Recorded]) -> None:
    try:
        react(key, told)
    except Exception:
        log.exception("reaction.failed", reaction=key, facts=[each.id for each in told])
        ids: list[Any] = [each.id for each in told]
        if takes_several(key):
            app.configure_task("core.react_together", queue="facts").defer(
                fact_ids=ids, reaction=key
            )
        else:
            app.configure_task("core.react", queue="facts").defer(fact_id=ids[0], reaction=key)


@contextlib.contextmanager
def _holding() -> Iterator[psycopg.Connection]:
    """A connection that only takes, beside the thread's own, on which reactions write."""
    url = settings.CLEW_EMBEDDED_POSTGRES_URL
    with psycopg.connect(url, dbname=connection.settings_dict["NAME"], autocommit=True) as holding:
        yield holding


@contextlib.contextmanager
def _lazily() -> Iterator[None]:
    """Reactions do not wait for the disk: taking commits after them, and that waits for all."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SET synchronous_commit = off")
        yield
    finally:
        with contextlib.suppress(DatabaseError), connection.cursor() as cursor:
            cursor.execute("RESET synchronous_commit")
        connections.close_all()
