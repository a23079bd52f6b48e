"""What everything stands on: the data directory, its disk, the secret key, the limits here."""

import resource
import shutil
import socket
import tempfile
from collections.abc import Iterator
from pathlib import Path

from clew.cli.checks.finding import Finding, bad, fine
from clew.cli.installation import UNFINISHED, Installation
from clew.core.given import given, whole

LOW_DISK = 2 * 1024**3  # bytes
FEW_FILES = 8192  # merging wide parts opens a file for each column of each part


def data_directory(installation: Installation) -> Iterator[Finding]:
    path = installation.data_dir
    if wrong := _unwritable(path):
        yield bad(
            "Data directory",
            f"{path} cannot be written to: {wrong}.",
            "Nothing can be captured, and no attachment stored.",
            "Give it to the user that runs Clew, or name another with --data-dir.",
        )
        return
    if (path / UNFINISHED).exists():
        yield bad(
            "Data directory",
            f"A restore into {path} did not finish.",
            "What is there is not whole, so Clew does not start on it.",
            "Run `clew restore FILE --force` again.",
        )
    free = shutil.disk_usage(path).free
    if free < LOW_DISK:
        yield bad(
            "Disk",
            f"{path} has {free / 1024**3:.1f} GB free.",
            "When the disk is full, capture answers 503 and nothing can be saved.",
            "Make room, or move the directory to a larger disk.",
        )
    else:
        yield fine("Data directory", f"{path}, {free / 1024**3:.1f} GB free")


def _unwritable(path: Path) -> str:
    if not path.is_dir():
        return "it is not a directory" if path.exists() else "there is no such directory"
    try:
        with tempfile.TemporaryFile(dir=path) as file:
            file.write(b"clew")
    except OSError as error:
        return str(error.strerror).lower()
    return ""


def secret_key(installation: Installation) -> Iterator[Finding]:
    path = installation.data_dir / "secret_key"
    if not installation.is_there:
        return
    if given("CLEW_SECRET_KEY"):
        yield fine("Secret key", "given by CLEW_SECRET_KEY")
    elif not path.exists():
        yield bad(
            "Secret key",
            f"{path} is missing, though there is an installation.",
            "A new one would be made at the next start: everybody is signed out, and passwords of"
            " mailboxes, second steps and reply addresses of before are unreadable.",
            f"Put the old one back; `clew backup` keeps it in each backup (tar -xOf FILE secret_key"
            f" > {path}).",
        )
    elif path.stat().st_mode & 0o077:
        yield bad(
            "Secret key",
            f"{path} is readable by others.",
            "Who reads it can sign in as anybody.",
            f"Run: chmod 600 {path}",
        )
    else:
        yield fine("Secret key", "only yours to read")


def open_files(_installation: Installation) -> Iterator[Finding]:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = max(soft, hard)
    if hard != resource.RLIM_INFINITY and most < FEW_FILES:
        yield bad(
            "Open files",
            f"A process may open {most:,} files here.",
            "The event store needs more when there are many events, and capture stops then.",
            "Set LimitNOFILE=65536 in the service, or `ulimit -n 65536` before the start.",
        )
    else:
        yield fine("Open files", "as many as are needed")


def port(installation: Installation) -> Iterator[Finding]:
    """Asked only while no server of ours runs: then nobody should have it."""
    if installation.running_server() is not None:
        return
    host, number = given("HOST", "127.0.0.1"), whole("PORT")
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, number))
        except OSError as error:
            yield bad(
                "Port",
                f"{host}:{number} cannot be used: {str(error.strerror).lower()}.",
                "`clew up` would not start, or another program answers in its place.",
                "Stop what is there, or choose another with --port or PORT.",
            )
