"""Files under the digest of their content: there whole, or not at all.

Django writes a file under its final name, chunk by chunk. Killed in between, or with the disk full,
it leaves a stump that everybody who has the same content would take for the whole from then on.
"""

import contextlib
import os
import time
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.core.files.storage import FileSystemStorage, default_storage
from django.utils._os import safe_makedirs

PARTIAL = "partial"  # a directory beside the others, for what is being written
LEFT_BEHIND = 24 * 3600  # seconds; no upload takes so long


class WholeFiles(FileSystemStorage):
    """A file gets its name once all of it is on the disk, and keeps both when the power goes."""

    def _save(self, name: str, content: Any) -> str:
        partial = f"{PARTIAL}/{uuid4().hex}"
        try:
            super()._save(partial, content)  # type: ignore[misc]  # no types
            whole = Path(self.path(name))
            safe_makedirs(whole.parent, self.directory_permissions_mode or 0o777, exist_ok=True)
            _flush(Path(self.path(partial)))
            Path(self.path(partial)).replace(whole)
            _flush(whole.parent)
        except BaseException:
            self.delete(partial)
            raise
        return name


def forget_partial_files() -> int:
    """What a crash left half written; returns how many files."""
    if not default_storage.exists(PARTIAL):
        return 0
    before, forgotten = time.time() - LEFT_BEHIND, 0
    for name in default_storage.listdir(PARTIAL)[1]:
        path = Path(default_storage.path(f"{PARTIAL}/{name}"))
        with contextlib.suppress(FileNotFoundError):  # it has become whole meanwhile
            if path.stat().st_mtime < before:
                path.unlink()
                forgotten += 1
    return forgotten


def _flush(path: Path) -> None:
    """Of a file or of a directory, which is where names are."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
