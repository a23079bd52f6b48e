"""Starts the real PostgreSQL the tests run on, before Django reads its settings."""

import os
import tempfile
from pathlib import Path

import psycopg

from clew.core.engines.postgres import EmbeddedPostgres

CACHE = Path(__file__).resolve().parent.parent / ".cache"
# Tests may lose their database to a power cut; in exchange they are fast.
FAST = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "300",
}


def _start() -> None:
    if os.environ.get("PYTEST_XDIST_WORKER") or "CLEW_TEST_DATABASE" in os.environ:
        return
    os.environ.setdefault("CLEW_DATA_DIR", tempfile.mkdtemp(prefix="clew-test-"))
    os.environ.setdefault("CLEW_SECRET_KEY", "tests-only")
    os.environ.setdefault("CLEW_DNS", "off")  # nothing touches the network
    # As `clew up` has it; its absence is a warning, and warnings are errors here.
    Path(os.environ["CLEW_DATA_DIR"], "static").mkdir(parents=True, exist_ok=True)
    if "DATABASE_URL" not in os.environ:
        os.environ["DATABASE_URL"] = EmbeddedPostgres(CACHE, tuning=FAST, shared=True).start()
    # Sessions that run side by side each have a database of their own.
    os.environ["CLEW_TEST_DATABASE"] = f"clew_{os.getpid()}"
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
        connection.execute("SELECT 1")


_start()
