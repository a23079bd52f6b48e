"""The event store, and what waits on its way there."""

from collections.abc import Iterator
from datetime import timedelta
from importlib.resources import files

from django.db import connection

from clew.backup.refusing import BackupRefused
from clew.cli.backing_up import event_part
from clew.cli.checks.finding import Finding, bad, fine
from clew.cli.installation import Installation
from clew.events.channel import ONE_WRITER
from clew.events.queries import capture_backlog, oldest_capture_age

LATE = timedelta(minutes=1)  # a captured event may wait this long
WHAT = "Event store"
HELD = """
SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND granted
AND (classid::bigint << 32 | objid::bigint) = %s
AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
"""


def event_store(installation: Installation) -> Iterator[Finding]:
    """Where a server runs, by asking it: only one process may open an embedded store."""
    try:
        applied = set(event_part(installation).ask("migrations"))
    except BackupRefused as refused:
        if not installation.embeds_events:
            return  # said already, where its server was asked
        yield bad(
            WHAT,
            f"It cannot be opened: {str(refused)[:300]}",
            "Captured events wait in PostgreSQL, and profiles show none.",
            "If the directory “events” is damaged, restore a backup; what was captured since it"
            " was made is lost.",
        )
        return
    folder = files("clew.events") / "sql" / "migrations"
    known = {each.name.removesuffix(".sql") for each in folder.iterdir()}
    missing = sorted(name for name in known - applied if name[0].isdigit())
    if newer := sorted(applied - known):
        yield bad(
            WHAT,
            f"It is of a newer Clew: it has {newer[0]}, which this one does not know.",
            "Events may be written wrongly.",
            "Update Clew, or restore a backup that this version made.",
        )
    elif missing:
        yield bad(
            WHAT,
            f"{len(missing)} of its migrations are missing, the first is {missing[0]}.",
            "They are applied when the server starts.",
            "Restart it: `clew up`.",
        )
    else:
        yield fine(WHAT, "up to date")


def capture(installation: Installation) -> Iterator[Finding]:
    backlog, age = capture_backlog(), oldest_capture_age()
    if installation.running_server() is not None and not _writer_is_there():
        yield bad(
            "Capture",
            "A server runs, and nobody writes events to the store.",
            f"{backlog:,} captured events wait in PostgreSQL; none is lost.",
            "With CLEW_ROLE=web, start `clew worker`; otherwise the server's log says why.",
        )
    elif age > LATE:
        yield bad(
            "Capture",
            f"{backlog:,} events wait, the oldest for {age.total_seconds():.0f} s.",
            "None is lost, but profiles are behind.",
            "If no server runs, start it; if one does, its log says why the writer cannot.",
        )
    else:
        said = f"{backlog:,} events wait" if backlog else "everything is processed"
        yield fine("Capture", said)


def _writer_is_there() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(HELD, [ONE_WRITER])
        return cursor.fetchone() is not None
