"""PostgreSQL inside: extensions, migrations, indexes, its clock, and secrets that are sealed."""

import time
from collections.abc import Iterator

from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from clew.channels.email.models import Mailbox, SigningKey
from clew.cli.checks.finding import Finding, bad, fine
from clew.cli.installation import Installation
from clew.core.sealing import unseal

NEEDED = ("pg_trgm", "unaccent", "citext")
SKEW = 5  # seconds
INVALID = """
SELECT c.relname FROM pg_index AS i JOIN pg_class AS c ON c.oid = i.indexrelid
WHERE NOT i.indisvalid AND c.relnamespace = 'public'::regnamespace ORDER BY 1
"""


def schema(_installation: Installation) -> Iterator[Finding]:
    executor = MigrationExecutor(connection)
    unknown = executor.loader.applied_migrations.keys() - executor.loader.graph.nodes.keys()
    ours = {app for app, _ in executor.loader.graph.nodes}
    newer = sorted(f"{app}.{name}" for app, name in unknown if app in ours)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if newer:
        yield bad(
            "Schema",
            f"The database is of a newer Clew: it has {newer[0]}, which this one does not know.",
            "Pages and jobs may fail, or write what the newer one cannot read.",
            "Update Clew, or restore a backup that this version made.",
        )
    elif plan:
        yield bad(
            "Schema",
            f"{len(plan)} migrations are missing, the first is {plan[0][0]}.",
            "They are applied when the server starts.",
            "Restart it: `clew up`.",
        )
    else:
        yield fine("Schema", "up to date")


def extensions(_installation: Installation) -> Iterator[Finding]:
    there = {name for (name,) in _rows("SELECT extname FROM pg_extension")}
    for name in NEEDED:
        if name not in there:
            yield bad(
                "Extensions",
                f"PostgreSQL lacks the extension {name}.",
                "Search for customers and tickets fails without it.",
                f"As a superuser of this database: CREATE EXTENSION {name}; if there is no such"
                " extension, install the package of PostgreSQL's contrib modules.",
            )


def indexes(_installation: Installation) -> Iterator[Finding]:
    for (name,) in _rows(INVALID):
        yield bad(
            "Indexes",
            f"The index {name} is not valid: building it was interrupted.",
            "It costs writes, and no read can use it.",
            f"Build it again: REINDEX INDEX CONCURRENTLY {name}",
        )


def clocks(_installation: Installation) -> Iterator[Finding]:
    before = time.time()
    ((there,),) = _rows("SELECT extract(epoch FROM clock_timestamp())::float8")
    apart = float(str(there)) - (before + time.time()) / 2
    if abs(apart) > SKEW:
        way = "ahead of" if apart > 0 else "behind"
        yield bad(
            "Clocks",
            f"The database's clock is {abs(apart):.0f} seconds {way} this machine's.",
            "Jobs start early or late, and leases end while they are held.",
            "Let both machines set their time by NTP.",
        )


def sealed_secrets(_installation: Installation) -> Iterator[Finding]:
    sealed = [*Mailbox.objects.exclude(password="").values_list("password", flat=True)[:20]]
    sealed += SigningKey.objects.values_list("private_key", flat=True)[:20]
    if unreadable := sum(not _opens(each) for each in sealed):
        yield bad(
            "Secrets",
            f"{unreadable} of {len(sealed)} stored passwords and keys were sealed with another"
            " secret key.",
            "Their mailboxes cannot be read, and mail leaves unsigned.",
            "Put the old secret key back (it is in each backup), or enter the passwords again in"
            " Settings, Mail.",
        )


def _opens(sealed: str) -> bool:
    try:
        unseal(sealed)
    except ValueError:
        return False
    return True


def _rows(query: str) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query)
        found: list[tuple[object, ...]] = cursor.fetchall()
    return found
