"""Is there room on the disk? Capture stops before PostgreSQL has to, so that agents can go on.

A write-ahead log that cannot grow ends PostgreSQL, and with it everything else. So some of the disk
is kept for tickets, and for what makes room again: moving the log into the event store.
"""

import shutil
from pathlib import Path

from django.conf import settings

from clew.events.capture.refusals import NotNow

LARGEST, SMALLEST = 512 * 2**20, 48 * 2**20  # bytes kept free
SHARE = 10  # of a small disk, a tenth
WRITTEN = 3  # bytes on disk for a byte of a request: the log of changes, the row, its copy


class Disk:
    """That of the embedded PostgreSQL; a server elsewhere says itself when its own is full."""

    def __init__(self) -> None:
        here: Path = settings.CLEW_DATA_DIR
        self._path = here if (here / "postgres").is_dir() else None

    def check(self, size: int = 0) -> None:
        """Raises NotNow when another ``size`` bytes of requests would leave too little."""
        if self._path is None:
            return
        disk = shutil.disk_usage(self._path)
        if disk.free - WRITTEN * size < kept_free(disk.total):
            raise NotNow("the disk is full; try again later")


def kept_free(total: int) -> int:
    """Bytes that capture leaves alone on a disk of ``total`` bytes."""
    return settings.CLEW_KEEP_FREE or max(SMALLEST, min(LARGEST, total // SHARE))
