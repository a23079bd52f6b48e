"""One installation: its data directory, the lock on it, its engines, and the running server."""

import contextlib
import fcntl
import json
import os
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO

import django

from clew.core.engines.postgres import EmbeddedPostgres, running_url
from clew.core.engines.watching import Watch
from clew.core.given import given, is_on
from clew.core.test_only import is_test_only, mark_for_tests


class Refusal(Exception):  # noqa: N818  a refusal is not an error of ours
    """Said to the person at the terminal, in one sentence that says what to do."""


@dataclass(frozen=True)
class RunningServer:
    pid: int
    url: str  # for commands on this machine
    base_url: str  # for people
    control_token: str


OF_CLEW = ("events", "files", "postgres", "secret_key")
BESIDE = ("mail", "static", "server.json", "test-only", "backup-work", "restore-work")
UNFINISHED = "restore-unfinished"


class Installation:
    NOTHING = (
        "Nothing is installed in {}. Start it with `clew up`, or name the right directory with "
        "--data-dir or CLEW_DATA_DIR."
    )

    def __init__(self, *, test_only: bool = False) -> None:
        self._test_only = test_only
        self.data_dir = Path(given("CLEW_DATA_DIR", "clew-data")).expanduser().resolve()
        self._lock: IO[str] | None = None
        self._postgres: EmbeddedPostgres | None = None
        self._watch: Watch | None = None

    @property
    def embedded(self) -> bool:
        """True when the server process itself holds the data of at least one engine."""
        return not (given("DATABASE_URL") and given("CLICKHOUSE_URL"))

    @property
    def is_there(self) -> bool:
        with contextlib.suppress(PermissionError):
            return bool(given("DATABASE_URL")) or (self.data_dir / "postgres").exists()
        return False

    @property
    def embeds_events(self) -> bool:
        return not given("CLICKHOUSE_URL")

    @property
    def holds_data_dir(self) -> bool:
        return self._lock is not None

    def _lock_data_dir(self) -> None:
        """One process per data directory: a chDB path can be open only once."""
        self.data_dir.mkdir(parents=True, exist_ok=True)
        file = (self.data_dir / "lock").open("a+")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            file.seek(0)
            holder = file.read().strip() or "unknown"
            raise Refusal(
                f"{self.data_dir} is in use by another Clew (process {holder}). "
                "Stop it first, or choose another directory with --data-dir. Several processes "
                "need one each, DATABASE_URL and CLICKHOUSE_URL; docs/scaling.md says how."
            ) from None
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        self._lock = file

    def hold(self) -> None:
        """For the server: lock the data directory and start PostgreSQL on it."""
        self._refuse_half_restored()
        self._lock_data_dir()
        self._mark_for_tests()
        (self.data_dir / "static").mkdir(exist_ok=True)
        if not given("DATABASE_URL"):
            self._start_postgres()
            self._watch_postgres()
        django.setup()

    def _mark_for_tests(self) -> None:
        """Only a directory that Clew has no data in: nobody moves the clock of real customers.

        What the operator put there, such as a log file, is no data of Clew's.
        """
        is_new = not any((self.data_dir / each).exists() for each in OF_CLEW)
        if is_new and (self._test_only or is_on("CLEW_TEST_ONLY")):
            mark_for_tests(self.data_dir)
        elif self._test_only and not is_test_only(self.data_dir):
            raise Refusal(
                f"{self.data_dir} holds data already, and only a new directory can be marked as "
                "test only. Choose another with --data-dir, or start without --test-only."
            )

    def attach(self) -> None:
        """For workers: only beside real servers, where several processes may share the engines."""
        if self.embedded:
            raise Refusal(
                "The embedded engines belong to one process, which runs the jobs itself. "
                "Workers need DATABASE_URL and CLICKHOUSE_URL; docs/scaling.md says how."
            )
        django.setup()

    def join(self) -> None:
        """For short commands: use the running PostgreSQL, or start it for a moment."""
        self._refuse_half_restored()
        self.find_postgres()
        django.setup()

    def find_postgres(self) -> None:
        if not given("DATABASE_URL"):
            if url := running_url(self.data_dir):
                os.environ["DATABASE_URL"] = url
            elif (self.data_dir / "postgres").exists():
                self._lock_data_dir()
                self._start_postgres()
            else:
                raise Refusal(self.NOTHING.format(self.data_dir))

    def take_for_restore(self, *, force: bool) -> Path | None:
        """Lock the data directory and leave nothing of Clew in it; returns where that is now."""
        there = [name for name in OF_CLEW if (self.data_dir / name).exists()]
        if there and not force:
            raise Refusal(
                f"{self.data_dir} holds an installation already. Choose an empty directory with "
                "--data-dir; or add --force, which moves aside what is there."
            )
        self._lock_data_dir()
        aside = self._move_aside() if there else None
        (self.data_dir / UNFINISHED).touch()
        return aside

    def _move_aside(self) -> Path:
        if running_url(self.data_dir):  # left behind by a killed server
            left = EmbeddedPostgres(self.data_dir)
            left.start()
            left.stop()
        aside = self.data_dir / f"before-restore-{time.strftime('%Y%m%dT%H%M%SZ', time.gmtime())}"
        aside.mkdir(mode=0o700)
        for name in (*OF_CLEW, *BESIDE):
            if (self.data_dir / name).exists():
                (self.data_dir / name).rename(aside / name)
        return aside

    def start_engines(self) -> None:
        (self.data_dir / "static").mkdir(exist_ok=True)
        if not given("DATABASE_URL"):
            self._start_postgres()

    def restored(self) -> None:
        (self.data_dir / UNFINISHED).unlink()

    def _refuse_half_restored(self) -> None:
        if (self.data_dir / UNFINISHED).exists():
            raise Refusal(
                f"A restore into {self.data_dir} did not finish, so what is there is not whole. "
                "Run `clew restore FILE --force` again."
            )

    def _start_postgres(self) -> None:
        self._postgres = EmbeddedPostgres(self.data_dir)
        os.environ["DATABASE_URL"] = self._postgres.start()

    def _watch_postgres(self) -> None:
        assert self._postgres is not None
        self._watch = Watch(self._postgres)
        self._watch.start()

    def stop_engines(self) -> None:
        if self._watch is not None:
            self._watch.stop()
            self._watch = None
        if self._postgres is not None:
            self._postgres.stop()
            self._postgres = None
        if self._lock is not None:
            (self.data_dir / "server.json").unlink(missing_ok=True)
            self._lock.close()
            self._lock = None

    def announce(self, server: RunningServer) -> None:
        path = self.data_dir / "server.json"
        path.touch(mode=0o600)
        path.write_text(json.dumps(asdict(server)))

    def running_server(self) -> RunningServer | None:
        with contextlib.suppress(ValueError, TypeError, OSError):
            server = RunningServer(**json.loads((self.data_dir / "server.json").read_text()))
            os.kill(server.pid, 0)
            return server
        return None
