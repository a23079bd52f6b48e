"""Whether the engines and the mail server that settings name can be reached, and let us in."""

import os
from collections.abc import Iterator
from urllib.parse import urlsplit

import httpx
import psycopg

from clew.cli.checks.finding import Finding, bad, fine
from clew.cli.installation import Installation, Refusal
from clew.core.given import given

PATIENCE = 5  # seconds
OLDEST = 150000  # server_version_num
WHAT = "PostgreSQL"


def postgres(installation: Installation) -> Iterator[Finding]:
    """Starts the embedded one where no server runs; the checks after this one use it."""
    where = "server" if given("DATABASE_URL") else "embedded"
    try:
        installation.find_postgres()
        with psycopg.connect(os.environ["DATABASE_URL"], connect_timeout=PATIENCE) as connection:
            number = connection.info.server_version
            version = connection.execute("SHOW server_version").fetchone()
    except Refusal as refusal:
        yield Finding(WHAT, str(refusal), failed=True)
    except psycopg.Error as error:
        yield _unreachable(error)
    except Exception as error:  # noqa: BLE001  whatever the embedded one failed of
        yield bad(
            WHAT,
            f"The embedded PostgreSQL did not start: {_first_line(error)}.",
            "Without it there are no tickets and no customers.",
            f"Its log is in {installation.data_dir / 'postgres' / 'log'}; if the data is damaged,"
            " restore a backup.",
        )
    else:
        yield from _judged(number, str(version[0]) if version else "", where)


def _judged(number: int, version: str, where: str) -> Iterator[Finding]:
    if number < OLDEST:
        yield bad(
            WHAT,
            f"It is version {version}.",
            "Clew needs 15 or newer; migrations fail on older ones.",
            "Upgrade the server.",
        )
    else:
        yield fine(WHAT, f"{version}, {where}")


def _unreachable(error: psycopg.Error) -> Finding:
    said = _first_line(error)
    remedy = "Start the server, and look at host and port in DATABASE_URL."
    if "password" in said or "authentication" in said or "role" in said:
        remedy = "Look at user and password in DATABASE_URL."
    elif "does not exist" in said:
        remedy = "Create the database, or name the right one in DATABASE_URL."
    return bad(
        WHAT, f"It cannot be used: {said}.", "Without it there are no tickets and no customers.",
        remedy,
    )  # fmt: skip


def _first_line(error: Exception) -> str:
    text = str(error).strip() or type(error).__name__
    return text.splitlines()[0].strip().rstrip(".")[:300]


def clickhouse_server(_installation: Installation) -> Iterator[Finding]:
    """Only where CLICKHOUSE_URL names one."""
    url = given("CLICKHOUSE_URL")
    if not url:
        return
    what, meaning = "ClickHouse", "Captured events wait in PostgreSQL, and profiles show none."
    parts = urlsplit(url)
    place = f"{parts.hostname}:{parts.port or 8123}"
    try:
        answer = httpx.post(
            f"{parts.scheme}://{place}/",
            content="SELECT version() FORMAT TabSeparated",
            auth=(parts.username or "default", parts.password or ""),
            timeout=PATIENCE,
            trust_env=False,
        )
    except httpx.HTTPError as error:
        remedy = "Start the server, and look at host and port in CLICKHOUSE_URL."
        yield bad(what, f"{place} does not answer: {_first_line(error)}.", meaning, remedy)
        return
    if answer.status_code != httpx.codes.OK:
        said = answer.text.strip().partition("\n")[0][:200].rstrip(".")
        remedy = "Look at user and password in CLICKHOUSE_URL."
        yield bad(what, f"{place} refuses us: {answer.status_code} {said}.", meaning, remedy)
    else:
        yield fine(what, f"{answer.text.strip()[:40]} at {place}")


def lock(installation: Installation) -> Iterator[Finding]:
    """A process that was said to serve, and does not."""
    server = installation.running_server()
    if server is None:
        yield fine("Server", "not running")
        return
    try:
        httpx.get(f"{server.url}/healthz", timeout=PATIENCE, trust_env=False)
    except httpx.HTTPError as error:
        yield bad(
            "Server",
            f"Process {server.pid} holds the data directory, and {server.url} does not answer:"
            f" {_first_line(error)}.",
            "It hangs, or another process has its number since it died.",
            f"Look at it (ps -fp {server.pid}); if it is Clew, end it and start it again; if not,"
            f" delete {installation.data_dir / 'server.json'}.",
        )
    else:
        yield fine("Server", f"running at {server.url} (process {server.pid})")
