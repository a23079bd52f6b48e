"""``clew doctor``: each check looks at one thing and says what it found and what to do."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from clew.channels.email.received import figures
from clew.cli.installation import Installation
from clew.core.jobs import dead_letter_count
from clew.events.queries import capture_backlog, oldest_capture_age
from clew.tickets.deliveries import stuck_delivery_count

LOW_DISK = 2 * 1024**3  # bytes
LATE = timedelta(minutes=1)  # a captured event may wait this long
LATE_MAIL = timedelta(minutes=15)


@dataclass(frozen=True)
class Finding:
    what: str
    said: str
    failed: bool = False

    @property
    def mark(self) -> str:
        return "✗" if self.failed else "✓"


Check = Callable[[Installation], Finding]


def data_directory(installation: Installation) -> Finding:
    free = shutil.disk_usage(installation.data_dir).free
    said = f"{installation.data_dir}, {free / 1024**3:.1f} GB free"
    if free < LOW_DISK:
        said += ". Make room: Clew stops capturing when the disk is full."
        return Finding("Data directory", said, failed=True)
    return Finding("Data directory", said)


def secret_key(installation: Installation) -> Finding:
    path = Path(installation.data_dir / "secret_key")
    if path.exists() and path.stat().st_mode & 0o077:
        said = f"{path} is readable by others. Run: chmod 600 {path}"
        return Finding("Secret key", said, failed=True)
    return Finding("Secret key", "only yours to read")


def postgres(_installation: Installation) -> Finding:
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        version = cursor.fetchone()[0]
    where = "embedded" if "host=" in settings.CLEW_EMBEDDED_POSTGRES_URL else "server"
    return Finding("PostgreSQL", f"{version}, {where}")


def schema(_installation: Installation) -> Finding:
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if plan:
        said = f"{len(plan)} migrations are missing. They are applied when the server starts."
        return Finding("Schema", said, failed=True)
    return Finding("Schema", "up to date")


def server(installation: Installation) -> Finding:
    running = installation.running_server()
    said = f"running at {running.url} (process {running.pid})" if running else "not running"
    return Finding("Server", said)


def capture(_installation: Installation) -> Finding:
    backlog, age = capture_backlog(), oldest_capture_age()
    if age > LATE:
        seconds = age.total_seconds()
        said = f"{backlog} events wait, the oldest for {seconds:.0f} s. Is a server running?"
        return Finding("Capture", said, failed=True)
    return Finding("Capture", f"{backlog} events wait" if backlog else "everything is processed")


def jobs(_installation: Installation) -> Finding:
    if dead := dead_letter_count():
        return Finding("Jobs", f"{dead} gave up. Look at Settings, Failed jobs.", failed=True)
    return Finding("Jobs", "none gave up")


def mail(_installation: Installation) -> Finding:
    if stuck := stuck_delivery_count():
        said = f"{stuck} replies could not be sent. Look at their tickets."
        return Finding("Mail", said, failed=True)
    if not settings.EMAIL_URL:
        folder = settings.CLEW_DATA_DIR / "mail"
        return Finding("Mail", f"EMAIL_URL is not set: replies are written to {folder}")
    return Finding("Mail", f"sent as {settings.CLEW_MAIL_FROM}")


def received_mail(_installation: Installation) -> Finding:
    waiting, failed = figures.waiting(), figures.failed()
    if waiting.oldest > LATE_MAIL:
        minutes = waiting.oldest.total_seconds() / 60
        said = f"{waiting.count} wait, the oldest for {minutes:.0f} minutes. Is a server running?"
        return Finding("Received mail", said, failed=True)
    if failed:
        said = f"{failed} failed. They are kept: look at Settings, Mail, Received."
        return Finding("Received mail", said, failed=True)
    said = f"{waiting.count} wait" if waiting.count else "everything is read"
    return Finding("Received mail", said)


CHECKS: list[Check] = [
    data_directory,
    secret_key,
    postgres,
    schema,
    server,
    capture,
    jobs,
    mail,
    received_mail,
]


def run_all(installation: Installation) -> list[Finding]:
    return [_look(check, installation) for check in CHECKS]


def _look(check: Check, installation: Installation) -> Finding:
    try:
        return check(installation)
    except Exception as error:  # noqa: BLE001  a check that fails is a finding, not a crash
        return Finding(check.__name__.replace("_", " ").capitalize(), f"{error}", failed=True)
