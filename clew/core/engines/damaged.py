"""Parts of the embedded event store that were damaged on disk, and put aside when it started."""

from collections.abc import Iterator
from pathlib import Path

import structlog

log = structlog.get_logger(__name__)


def damaged_parts(events: Path) -> Iterator[Path]:
    """ClickHouse opens without them and says nothing. The server need not run, nor be stopped."""
    yield from sorted(events.glob("store/*/*/detached/broken*"))


def tell_of_damage(events: Path) -> None:
    if found := list(damaged_parts(events)):
        log.error("events.parts_damaged", count=len(found), first=str(found[0]))
