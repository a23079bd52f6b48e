"""``clew backup``: of the running installation, or of one that is stopped."""

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from clew.backup import archive
from clew.backup.making import make
from clew.backup.progress import Progress, size
from clew.backup.refusing import BackupRefused
from clew.backup.steps import AtServer, EventPart, Here
from clew.cli.installation import Installation, Refusal
from clew.core.engines import clickhouse


@contextmanager
def refusals_in_words() -> Iterator[None]:
    try:
        yield
    except BackupRefused as refused:
        raise Refusal(str(refused)) from None
    except psycopg.Error as error:
        raise Refusal(f"PostgreSQL: {str(error).strip()}") from None
    except OSError as error:
        raise Refusal(f"{error.filename or 'The file'}: {error.strerror}.") from None


def backup(installation: Installation, asked: argparse.Namespace) -> int:
    if asked.verify:
        return _verify(asked.file)
    path = _target(asked)
    installation.join()
    with refusals_in_words():
        manifest = make(path, event_part(installation), Progress())
    clickhouse.close()
    print(f"Backup: {path}, {size(path.stat().st_size)}, of {manifest.made_at}.")
    print("It holds the secret key and everything customers wrote. Keep it as safe as the server.")
    return 0


def _verify(path: Path) -> int:
    with refusals_in_words():
        manifest = archive.verify(path, Progress())
    rows = sum(each.rows for each in manifest.tables.values())
    events = sum(each.rows for each in manifest.events.values())
    files = sum(name.startswith("files/") for name in manifest.members)
    print(f"Made by Clew {manifest.clew}, of {manifest.made_at}:")
    print(f"{rows:,} rows, {events:,} events, {files:,} files. The backup is whole.")
    return 0


def _target(asked: argparse.Namespace) -> Path:
    path: Path = asked.file.expanduser().absolute()
    if path.is_dir():
        raise Refusal(f"{path} is a directory. Name the file: {path / 'clew.backup'}")
    if not path.parent.is_dir():
        raise Refusal(f"There is no directory {path.parent}. Make it, or name another.")
    if path.exists() and not asked.force:
        raise Refusal(f"{path} exists already. Name another file, or replace it with --force.")
    return path


def event_part(installation: Installation) -> EventPart:
    """The running server where the event store is embedded; only one process may open it."""
    if installation.embeds_events and not installation.holds_data_dir:
        server = installation.running_server()
        if server is not None:
            return AtServer(server.url, server.control_token)
    return Here()
