"""Filling an empty installation from a backup, comparing, and bringing it to today's schema."""

from pathlib import Path
from typing import IO

from django.conf import settings
from django.core.management import call_command

from clew.backup import archive, parts, rows
from clew.backup.manifest import Counted, Manifest
from clew.backup.progress import Progress
from clew.backup.refusing import BackupRefused
from clew.backup.settling import (
    copy_rows_for_sql_anew,
    drop_queued,
    forget_unfinished_chunks,
    forget_workers,
    send_queued,
)
from clew.core import holding
from clew.core.holding import is_held
from clew.events import store
from clew.events.capture.database import conninfo

__all__ = ["drop_queued", "fill", "is_held", "send_queued"]


def fill(path: Path, manifest: Manifest, progress: Progress, *, hold: bool) -> None:
    """``path`` was verified. Raises BackupRefused when anything is not as the manifest says."""
    _refuse_full_engines()
    work = Path(settings.CLEW_DATA_DIR) / "restore-work"
    done = 0
    for name, file in archive.members(path):
        kind, _, rest = name.partition("/")
        if name == "database.dump":
            _rows(file, work / name, manifest, progress)
        elif kind == "events":
            _month(file, work / rest, manifest)
            done += manifest.events[rest.partition(".")[0]].rows
            progress.share("Restoring events", done / max(1, _events(manifest)))
        elif kind == "files":
            archive.extract(file, _inside(Path(settings.MEDIA_ROOT), rest))
    _compare_events(manifest, progress)
    files = sum(each.startswith("files/") for each in manifest.members)
    progress.done("Restored files", f"{files:,}")
    work.rmdir()
    _settle(hold=hold)


def _rows(file: IO[bytes], dump: Path, manifest: Manifest, progress: Progress) -> None:
    archive.extract(file, dump)
    rows.load(conninfo(), dump, tables=len(manifest.tables), progress=progress)
    dump.unlink()
    with rows.session(conninfo()) as connection:
        connection.execute("ANALYZE")
        found = rows.counted(connection, progress)
    for name in sorted(manifest.tables.keys() | found.keys()):
        _compare(f"the table {name}", manifest.tables.get(name), found.get(name))
    progress.done("Restored rows", "every table is what the backup's manifest says")
    call_command("migrate", verbosity=0, interactive=False)
    store.migrate()


def _month(file: IO[bytes], target: Path, manifest: Manifest) -> None:
    archive.extract(file, target)
    parts.load_month(target, manifest.event_columns)
    target.unlink()


def _compare_events(manifest: Manifest, progress: Progress) -> None:
    there = parts.months("events")
    for month in sorted(there.keys() | manifest.events.keys()):
        found = parts.counted(month, manifest.event_columns, "events") if month in there else None
        _compare(f"the events of {month}", manifest.events.get(month), found)
    progress.done("Restored events", f"{_events(manifest):,}, each as the manifest says")


def _settle(*, hold: bool) -> None:
    forget_unfinished_chunks()
    copy_rows_for_sql_anew()
    forget_workers()
    if hold:
        holding.hold()


def _refuse_full_engines() -> None:
    """A server's data is nobody's to delete but its operator's."""
    rows.refuse_full(conninfo())
    store.migrate()
    if found_months := parts.months("events"):
        raise BackupRefused(
            f"The event store of CLICKHOUSE_URL holds events of {len(found_months)} months already."
            " Drop its database “clew”, or use another server."
        )


def _compare(what: str, wanted: Counted | None, found: Counted | None) -> None:
    if wanted != found:
        raise BackupRefused(
            f"After restoring, {what} differ from the backup: {found} instead of {wanted}."
            " Nothing was started. Keep the backup, and tell us."
        )


def _inside(folder: Path, name: str) -> Path:
    target = (folder / name).resolve()
    if not target.is_relative_to(folder.resolve()):
        raise BackupRefused(f"The backup names a file outside of its folder: {name}.")
    return target


def _events(manifest: Manifest) -> int:
    return sum(each.rows for each in manifest.events.values())
