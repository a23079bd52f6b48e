"""One PostgreSQL of the distribution for everything that needs one, with the same settings.

A cluster of its own in the work folder, on this machine's loopback address.
"""

import contextlib
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import psycopg

from bench.peers.places import POSTGRES_PORT, folder

SETTINGS = f"""
port = {POSTGRES_PORT}
listen_addresses = '127.0.0.1'
shared_buffers = 1GB
effective_cache_size = 4GB
work_mem = 16MB
maintenance_work_mem = 512MB
max_wal_size = 4GB
min_wal_size = 80MB
random_page_cost = 1.1
"""


def url(database: str) -> str:
    return f"postgresql://postgres@127.0.0.1:{POSTGRES_PORT}/{database}"


def log() -> Path:
    return folder("postgres") / "log"


@contextlib.contextmanager
def running() -> Iterator[None]:
    directory = folder("postgres")
    data = directory / "data"
    if not data.exists():
        _make(directory, data)
    _pg_ctl(data, "-l", str(log()), "start")
    try:
        yield
    finally:
        _pg_ctl(data, "-m", "fast", "stop")
        _as_postgres("pg_resetwal", "-D", str(data))  # gigabytes that a load leaves behind


def _make(directory: Path, data: Path) -> None:
    if os.geteuid() == 0:
        shutil.chown(directory, "postgres")
    _as_postgres("initdb", "-D", str(data), "-U", "postgres", "-A", "trust", "-E", "UTF8",
                 "--locale=C.UTF-8")  # fmt: skip
    with (data / "postgresql.conf").open("a") as settings:
        settings.write(f"{SETTINGS}unix_socket_directories = '{directory}'\n")


def _pg_ctl(data: Path, *arguments: str) -> None:
    _as_postgres("pg_ctl", "-D", str(data), "-w", *arguments)


def _as_postgres(program: str, *arguments: str) -> None:
    binaries = max(Path("/usr/lib/postgresql").glob("*/bin"))
    prefix = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    command = [*prefix, str(binaries / program), *arguments]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd="/")


def fresh(database: str) -> None:
    """An empty database of that name, whatever was there."""
    statement(f'DROP DATABASE IF EXISTS "{database}" WITH (FORCE)', f'CREATE DATABASE "{database}"')


def statement(*statements: str, database: str = "postgres") -> None:
    with psycopg.connect(url(database), autocommit=True) as connection:
        for each in statements:
            connection.execute(each)


def asked(question: str) -> str:
    with psycopg.connect(url("postgres")) as connection:
        found = connection.execute(question).fetchone()
    assert found is not None
    return str(found[0])


def megabytes(database: str) -> int:
    with psycopg.connect(url(database)) as connection:
        found = connection.execute("SELECT pg_database_size(%s)", [database]).fetchone()
    assert found is not None
    return int(found[0]) // 2**20


def backends(database: str) -> list[int]:
    """Process ids of whoever is connected to it now."""
    asked = "SELECT pid FROM pg_stat_activity WHERE datname = %s"
    with psycopg.connect(url("postgres")) as connection:
        return [pid for (pid,) in connection.execute(asked, [database])]
