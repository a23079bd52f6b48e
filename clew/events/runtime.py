"""What runs while the server runs: capture's committer on its event loop, the writer's thread."""

import gc
import time

from django.conf import settings

from clew.core.engines.damaged import tell_of_damage
from clew.core.engines.priority import tidy_last
from clew.events import store
from clew.events.capture.app import close_desk, open_desk
from clew.events.models import CaptureBatch, WriterChunk
from clew.events.store import event_store
from clew.events.writer.loop import Writer, write_waiting

POLL = 0.05  # seconds
# A chunk is some hundred thousand objects, none of them in a cycle. With Python's own thresholds
# the collector walks them over and over: a third of the writer's time (measured).
COLLECT_AFTER = (100_000, 20, 50)
_writers: list[Writer] = []


async def start() -> None:
    """Take requests. On the event loop that serves them."""
    await open_desk()


async def stop() -> None:
    """Commit what was accepted; later requests get 503."""
    await close_desk()


def start_writer() -> None:
    """Bring the store's schema up to date and write what is captured."""
    store.migrate()
    tidy_last()
    tell_of_damage(settings.CLEW_DATA_DIR / "events")
    gc.freeze()
    gc.set_threshold(*COLLECT_AFTER)
    writer = Writer(event_store())
    writer.start()
    _writers.append(writer)


def stop_writer() -> None:
    while _writers:
        _writers.pop().stop()


def drain(timeout: float = 30) -> None:
    """Wait until all that was captured before is stored; writes it here if no writer runs.

    Raises TimeoutError after ``timeout`` seconds.
    """
    if not _writers:
        write_waiting(event_store())
        return
    deadline = time.monotonic() + timeout
    while CaptureBatch.objects.exists() or WriterChunk.objects.exists():
        if time.monotonic() > deadline:
            raise TimeoutError("captured events are still waiting")
        time.sleep(POLL)
