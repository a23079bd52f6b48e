"""Whether there is room for a backup, before it begins."""

import shutil
from pathlib import Path

from clew.backup import rows
from clew.backup.kept_files import total_bytes
from clew.backup.progress import size
from clew.backup.refusing import BackupRefused
from clew.backup.steps import EventPart

MARGIN = 100_000_000  # bytes that stay free
# Shares of what lies on the disk: rows are packed in the dump, events are packed already.
OF_ROWS, OF_EVENTS = 0.7, 1.2
HEAPS = (
    "SELECT coalesce(sum(pg_table_size(oid)), 0) FROM pg_class WHERE relkind = 'r' AND oid >= 16384"
)


def refuse_when_too_small(
    guard: rows.Connection, store: EventPart, work: Path, target: Path, files: Path
) -> None:
    row = guard.execute(HEAPS).fetchone()
    of_rows = int(str(row[0])) * OF_ROWS if row else 0.0
    of_events, of_files = store.ask("bytes") * OF_EVENTS, total_bytes(files)
    whole, passing = of_rows + of_events + of_files, max(of_rows, of_events)
    # Each piece lies in the data directory for a moment, before it goes into the file.
    if work.stat().st_dev == target.parent.stat().st_dev:
        refuse_below(target.parent, whole + passing)
    else:
        refuse_below(target.parent, whole)
        refuse_below(work.parent, passing)


def bytes_on_disk(guard: rows.Connection, store: EventPart, files: Path) -> int:
    row = guard.execute("SELECT pg_database_size(current_database())").fetchone()
    of_rows = int(str(row[0])) if row else 0
    return of_rows + int(store.ask("bytes")) + total_bytes(files)


def refuse_below(folder: Path, needed: float) -> None:
    free = shutil.disk_usage(folder).free
    if free < needed + MARGIN:
        raise BackupRefused(
            f"About {size(needed)} are needed in {folder}, and {size(free)} are free there."
            " Make room, or choose a place on another disk."
        )
