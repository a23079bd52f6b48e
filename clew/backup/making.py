"""Making a backup. The order of its steps is the reason why it is consistent: see ADR 15."""

import os
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
from django.apps import apps
from django.conf import settings
from psycopg.errors import LockNotAvailable

from clew.backup import manifest as manifests
from clew.backup import rows, space
from clew.backup.archive import Archive
from clew.backup.kept_files import KeptFiles
from clew.backup.manifest import Manifest
from clew.backup.progress import Progress, size
from clew.backup.refusing import BackupRefused
from clew.backup.steps import EventPart, month_counted
from clew.core import clock
from clew.core.test_only import is_test_only
from clew.events.capture.database import conninfo
from clew.events.channel import ONE_CHUNK

ONE_BACKUP = 0x636C6577_30  # advisory lock
WORK = "backup-work"  # beside the data: the running server must be able to write there
PATIENCE = "60s"  # for the writer's chunk under way
MIGRATIONS = "SELECT app || '.' || name FROM django_migrations WHERE app = ANY(%s) ORDER BY 1"


@dataclass
class Moment:
    """Everything that was held at one instant."""

    snapshot: str
    rows: rows.Connection
    files: KeptFiles
    manifest: Manifest


def make(path: Path, store: EventPart, progress: Progress) -> Manifest:
    """Raises BackupRefused; nothing is left behind then."""
    data_dir = Path(settings.CLEW_DATA_DIR)
    with ExitStack() as stack:
        guard = stack.enter_context(psycopg.connect(conninfo(), autocommit=True))
        _only_one(guard)
        work = stack.enter_context(_work_folder(data_dir))
        space.refuse_when_too_small(guard, store, work, path, Path(settings.MEDIA_ROOT))
        archive = Archive(path)
        stack.callback(archive.give_up)
        reading = stack.enter_context(rows.session(conninfo()))
        stack.callback(lambda: store.ask("drop"))
        moment = _hold(guard, reading, store, work)
        progress.done("Held", f"everything as it is at {moment.manifest.made_at}")
        _add_rows(archive, moment, work, progress)
        _add_events(archive, moment.manifest, store, work, progress)
        _add_files(archive, moment.files, progress)
        archive.add_bytes("secret_key", settings.SECRET_KEY.encode())
        archive.finish(moment.manifest, progress)
        return moment.manifest


def _only_one(guard: rows.Connection) -> None:
    row = guard.execute("SELECT pg_try_advisory_lock(%s)", [ONE_BACKUP]).fetchone()
    if not (row and row[0]):
        raise BackupRefused("Another backup of this installation is being made. Wait for it.")


@contextmanager
def _work_folder(data_dir: Path) -> Iterator[Path]:
    work = data_dir / WORK
    shutil.rmtree(work, ignore_errors=True)  # of a backup that was killed
    try:
        (work / "files").mkdir(parents=True)
        if os.geteuid() == 0:  # the server may run as the owner of the data
            shutil.chown(work, data_dir.stat().st_uid, data_dir.stat().st_gid)
        yield work
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _hold(guard: rows.Connection, reading: rows.Connection, store: EventPart, work: Path) -> Moment:
    """Both engines at the same chunk. The writer waits meanwhile, capture does not."""
    files = KeptFiles(Path(settings.MEDIA_ROOT), work / "files")
    files.keep()
    _lock_writer(guard)
    try:
        snapshot = rows.take_snapshot(reading)
        store.ask("copy")
        made_at = clock.now()
    finally:
        guard.execute("SELECT pg_advisory_unlock(%s)", [ONE_CHUNK])
    files.keep()
    return Moment(snapshot, reading, files, _described(reading, store, made_at.isoformat()))


def _lock_writer(guard: rows.Connection) -> None:
    guard.execute(f"SET lock_timeout = '{PATIENCE}'")
    try:
        guard.execute("SELECT pg_advisory_lock(%s)", [ONE_CHUNK])
    except LockNotAvailable:
        raise BackupRefused(
            f"The event writer has been at one chunk for {PATIENCE}. `clew doctor` tells why; "
            "then try again."
        ) from None


def _described(reading: rows.Connection, store: EventPart, made_at: str) -> Manifest:
    ours = [each.label for each in apps.get_app_configs() if each.name.startswith("clew.")]
    version = reading.execute("SHOW server_version").fetchone()
    return Manifest(
        format=manifests.FORMAT,
        clew=manifests.clew_version(),
        made_at=made_at,
        postgres=str(version[0]) if version else "",
        migrations=[str(row[0]) for row in reading.execute(MIGRATIONS, [ours])],
        event_migrations=store.ask("migrations"),
        event_columns=store.ask("columns"),
        disk_bytes=space.bytes_on_disk(reading, store, Path(settings.MEDIA_ROOT)),
        test_only=is_test_only(Path(settings.CLEW_DATA_DIR)),
    )


def _add_rows(archive: Archive, moment: Moment, work: Path, progress: Progress) -> None:
    moment.manifest.tables = rows.counted(moment.rows, progress)
    target = work / "database.dump"
    tables = len(moment.manifest.tables)
    rows.dump(conninfo(), moment.snapshot, target, tables=tables, progress=progress)
    moment.rows.execute("COMMIT")
    archive.add(target.name, target)
    progress.done("Copied rows", size(target.stat().st_size))
    target.unlink()


def _add_events(
    archive: Archive, manifest: Manifest, store: EventPart, work: Path, progress: Progress
) -> None:
    months: dict[str, int] = store.ask("months")
    whole, done, names = sum(months.values()), 0, manifest.event_columns
    for month, count in months.items():
        progress.share("Copying events", done / whole)
        manifest.events[month] = month_counted(store, month, names)
        written = Path(store.ask("write", month=month, names=names, folder=str(work)))
        archive.add(f"events/{written.name}", written)
        written.unlink()
        done += count
    progress.done("Copied events", f"{whole:,} of {len(months)} months")


def _add_files(archive: Archive, files: KeptFiles, progress: Progress) -> None:
    total = 0
    for number, (name, source) in enumerate(files):
        progress.share("Copying files", number / len(files))
        archive.add(f"files/{name}", source)
        total += source.stat().st_size
    progress.done("Copied files", f"{len(files):,}, {size(total)}")
