"""What a killed Clew leaves of the embedded PostgreSQL: half made, half started or half stopped.

Only the process was killed, not what it had begun. The next start first lets that come to an end.
"""

import contextlib
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import psutil

STATUS_LINE = 7  # of postmaster.pid, from 0
FIRST_OWN_DATABASE = 16384  # PostgreSQL numbers its own below
PATIENCE = 3600.0  # seconds; it may be reading its log again after a crash
ORPHANED = 5.0  # seconds a server process may take to notice that its postmaster is gone
LOOK = 0.1


def settle(directory: Path) -> None:
    """Return when the server on ``directory`` is ready, or when nothing of it runs any more."""
    began = time.monotonic()
    while left := list(servers(directory)):
        if is_ready(directory):
            return
        waited = time.monotonic() - began
        if waited > ORPHANED and _postmaster(directory) is None:
            _end(left)
        if waited > PATIENCE:
            raise TimeoutError(f"PostgreSQL neither starts nor stops; see {directory}/log")
        time.sleep(LOOK)


def forget_half_made(directory: Path) -> None:
    """A directory that was being made when its maker died; nothing was ever stored in it."""
    if not (directory / "PG_VERSION").exists() or _was_used(directory):
        return
    _end([*_makers(directory), *servers(directory)])
    shutil.rmtree(directory)


def is_ready(directory: Path) -> bool:
    lines = noted(directory)
    is_said = len(lines) > STATUS_LINE and lines[STATUS_LINE].strip() == "ready"
    return is_said and _postmaster(directory) is not None


def _was_used(directory: Path) -> bool:
    """Settings of ours are written right after the first start, before our database is made."""
    if (directory / "clew.conf").exists():
        return True
    numbers = (entry.name for entry in (directory / "base").glob("[0-9]*"))
    return any(int(each) >= FIRST_OWN_DATABASE for each in numbers if each.isdecimal())


def noted(directory: Path) -> list[str]:
    """What the server that runs, or ran, wrote down about itself."""
    try:
        return (directory / "postmaster.pid").read_text().splitlines()
    except OSError:
        return []


def _postmaster(directory: Path) -> psutil.Process | None:
    """The living process that the note of the server names, if it is one of its processes."""
    with contextlib.suppress(IndexError, ValueError):
        pid = int(noted(directory)[0])
        return next((each for each in servers(directory) if each.pid == pid), None)
    return None


def servers(directory: Path) -> Iterator[psutil.Process]:
    """The living processes of PostgreSQL on this directory, with or without a postmaster."""
    where = str(directory.resolve())
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error):
            is_dead = process.status() == psutil.STATUS_ZOMBIE
            if process.name() == "postgres" and not is_dead and process.cwd() == where:
                yield process


def _makers(directory: Path) -> Iterator[psutil.Process]:
    where = str(directory.resolve())
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error):
            if process.name() == "initdb" and any(where in word for word in process.cmdline()):
                yield process


def _end(processes: list[psutil.Process]) -> None:
    for process in processes:
        with contextlib.suppress(psutil.Error):
            process.kill()
    psutil.wait_procs(processes, timeout=10)
