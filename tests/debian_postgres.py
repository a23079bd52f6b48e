"""Debian's own PostgreSQL server on a directory and port of the test's own."""

import contextlib
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import psycopg

from tests.serving import free_port


def _as_postgres(*command: str | Path) -> None:
    prefix = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    subprocess.run([*prefix, *map(str, command)], check=True, capture_output=True, cwd="/")


@contextlib.contextmanager
def debian_postgres(directory: Path) -> Iterator[str]:
    """The URL of an empty database ``clew`` on a running server of the distribution."""
    binaries = max(Path("/usr/lib/postgresql").glob("*/bin"))
    directory.mkdir()
    data, port = directory / "data", free_port()
    if os.geteuid() == 0:
        shutil.chown(directory, "postgres")
    _as_postgres(binaries / "initdb", "-D", data, "-A", "trust", "-U", "postgres", "-N")
    options = f"-p {port} -h 127.0.0.1 -k {directory}"
    _as_postgres(
        binaries / "pg_ctl", "-D", data, "-w", "-o", options, "-l", directory / "log", "start"
    )
    try:
        with psycopg.connect(
            f"postgresql://postgres@127.0.0.1:{port}/postgres", autocommit=True
        ) as connection:
            connection.execute("CREATE DATABASE clew")
        yield f"postgresql://postgres@127.0.0.1:{port}/clew"
    finally:
        _as_postgres(binaries / "pg_ctl", "-D", data, "-m", "fast", "-w", "stop")


@contextlib.contextmanager
def restarted(directory: Path) -> Iterator[None]:
    """Inside, the server on ``directory`` is gone, as if its machine was."""
    binaries = max(Path("/usr/lib/postgresql").glob("*/bin"))
    control = (binaries / "pg_ctl", "-D", directory / "data", "-w")
    options = (directory / "data" / "postmaster.opts").read_text().split('"')[1::2]
    _as_postgres(*control, "-m", "immediate", "stop")
    try:
        yield
    finally:
        _as_postgres(*control, "-o", " ".join(options), "-l", directory / "log", "start")
