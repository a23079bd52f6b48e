"""Processes that test side by side copy their tables: making them takes each ten seconds.

The session makes them while its workers still load the tests, and holds a lock meanwhile. Where
that failed, a worker finds no tables or a part of them, and makes the rest itself.
"""

import contextlib
import fcntl
import io
import os
import threading
from pathlib import Path
from typing import IO

import psycopg
import pytest
from django.db import connections
from psycopg.sql import SQL, Identifier
from pytest_django.plugin import blocking_manager_key

making = pytest.StashKey[threading.Thread]()


def begin(config: pytest.Config) -> None:
    if config.getoption("numprocesses", None) and not config.getoption("collectonly"):
        lock = _lock().open("w")
        fcntl.flock(lock, fcntl.LOCK_EX)
        config.stash[making] = threading.Thread(target=_make, args=(config, lock))
        config.stash[making].start()


def _make(config: pytest.Config, lock: IO[str]) -> None:
    connection = connections["default"]
    unblocked = config.stash[blocking_manager_key].unblock()
    with lock, unblocked, contextlib.redirect_stdout(io.StringIO()):
        connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
        connection.close()
        connection.close_pool()


def copy_them() -> None:
    """Has Django make this process's database as a copy, where there is something to copy."""
    with _lock().open("a") as lock, _postgres() as postgres:
        fcntl.flock(lock, fcntl.LOCK_SH)
        found = postgres.execute("SELECT 1 FROM pg_database WHERE datname = %s", [_name()])
        if found.fetchone():
            connections["default"].settings_dict["TEST"]["TEMPLATE"] = _name()


def end(config: pytest.Config) -> None:
    if making in config.stash:
        config.stash[making].join()
        with _postgres() as postgres:
            postgres.execute(
                SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(Identifier(_name()))
            )


def _name() -> str:
    return f"test_{os.environ['CLEW_TEST_DATABASE']}"


def _lock() -> Path:
    return Path(os.environ["CLEW_DATA_DIR"], "tables.lock")


def _postgres() -> psycopg.Connection:
    return psycopg.connect(os.environ["DATABASE_URL"], autocommit=True)
