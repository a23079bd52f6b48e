"""One Clew with a mail server and a receiver of webhooks beside it, all on this machine."""

import contextlib
import json
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import psycopg

from bench.killing.hooks import Hooks
from bench.killing.told import Told
from clew.core.engines.postgres import running_url
from tests.mail_server import Mailbox, mail_server
from tests.serving import Served, free_port

HELP = "help@kiln.example"
SEEDED = 104  # tickets that bulk jobs change: two pieces
COMPANIES = 8


KNOWN = "known.json"
PATIENCE = 300.0  # seconds until it is ready, on a machine that is busy with other things


def copied(one: Path, other: Path) -> None:
    """With owners: PostgreSQL's files are its own user's where Clew runs as root."""
    subprocess.run(["cp", "-a", str(one), str(other)], check=True)


class World:
    def __init__(self, smtp: Mailbox, hooks: Hooks, server: Served) -> None:
        self.smtp, self.hooks, self.told = smtp, hooks, Told()
        self.server = server
        self.mail_port = free_port()
        server.extra |= {
            "EMAIL_URL": smtp.url,
            "CLEW_MAIL_FROM": f"Kiln <{HELP}>",
            "CLEW_DNS": "off",
            "CLEW_LMTP_LISTEN": f"127.0.0.1:{self.mail_port}",
            "CLEW_WEBHOOKS_TO": "127.0.0.0/8",
            "CLEW_CLOCK_OFFSET": "0",
        }
        # One for all: each new one reads all the certificates there are.
        self.http = httpx.Client(timeout=60, trust_env=False, verify=False)
        self.token, self.key = "", ""
        self.seeded: list[int] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.port}"

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}

    def arrange(self, base: Path | None, *, seeded: int = SEEDED) -> None:
        """A running Clew with a token, a metric and the tickets of bulk jobs.

        Where there is a ``base`` it is begun with, and made if it is not there yet.
        """
        if base is not None and (base / KNOWN).exists():
            self.begin_with(base)
        else:
            self.begin(seeded)
            if base is not None:
                self.keep(base)
        self.listen()

    def begin(self, seeded: int) -> None:
        self.start(600)
        self.token = self.server.token()
        self.key = self.rows("SELECT key FROM people_capturekey ORDER BY id LIMIT 1")[0][0]
        metric = {"name": "Pings", "events": [{"event": "kiln ping"}], "days": 90}
        self.post("/metrics", metric)
        for number in range(seeded):
            who = {"email": f"seed{number}@heron{number % 9}.example"}
            given = {"subject": f"Kiln {number}", "message": "Hm.", "requester": who}
            self.seeded.append(self.post("/tickets", given)["number"])

    def listen(self) -> None:
        facts = ["tickets.TicketOpened", "tickets.MessagePosted", "tickets.StatusChanged"]
        url = f"http://127.0.0.1:{self.hooks.port}/"
        self.post("/webhooks", {"name": "Receiver", "url": url, "facts": facts})

    def keep(self, base: Path) -> None:
        self.server.stop(within=300)
        base.mkdir(parents=True, exist_ok=True)
        copied(self.server.data_dir, base / "data")
        known = {"token": self.token, "key": self.key, "seeded": self.seeded}
        (base / KNOWN).write_text(json.dumps(known))
        self.start(300)

    def begin_with(self, base: Path) -> None:
        known = json.loads((base / KNOWN).read_text())
        self.token, self.key, self.seeded = known["token"], known["key"], known["seeded"]
        copied(base / "data", self.server.data_dir)
        self.start(300)

    def post(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        answer = self.http.post(f"{self.url}/api/v1{path}", json=body, headers=self.headers)
        answer.raise_for_status()
        found: dict[str, Any] = answer.json()
        return found

    def get(self, path: str, **asked: str) -> dict[str, Any]:
        answer = self.http.get(f"{self.url}/api/v1{path}", params=asked, headers=self.headers)
        answer.raise_for_status()
        found: dict[str, Any] = answer.json()
        return found

    def rows(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        """Of PostgreSQL, asked past Clew."""
        url = running_url(self.server.data_dir)
        assert url is not None, "PostgreSQL does not run"
        with psycopg.connect(url, autocommit=True) as connection:
            return connection.execute(sql.encode(), values or None).fetchall()

    def end_leases(self) -> None:
        """As if they were over; then whatever is due is done."""
        for table in ("tickets_delivery", "webhooks_webhookdelivery", "email_inboundmail"):
            self.rows(f"UPDATE {table} SET leased_until = NULL RETURNING 1")
        self.control("tick").raise_for_status()

    def control(self, what: str, asked: Any = None) -> httpx.Response:
        """By the door that only whoever holds the data directory may use."""
        known = json.loads((self.server.data_dir / "server.json").read_text())
        headers = {"X-Clew-Control": known["control_token"]}
        return self.http.post(f"{self.url}/-/{what}", json=asked, headers=headers)

    def sql(self, query: str) -> list[list[Any]]:
        """Of the event store, which the server holds."""
        answer = self.control("sql", {"query": query, "limit": 50_000, "environment": ""})
        answer.raise_for_status()
        found = answer.json()
        assert not found.get("refused"), found["refused"]
        rows: list[list[Any]] = found["rows"]
        return rows

    def start(self, within: float = PATIENCE) -> None:
        self.server.launch()
        self.until_ready(within)

    def is_ready(self) -> bool:
        with contextlib.suppress(httpx.HTTPError):
            return self.http.get(f"{self.url}/readyz", timeout=5).is_success
        return False

    def until_ready(self, within: float = PATIENCE) -> float:
        """Seconds it took."""
        began = time.monotonic()
        while not self.is_ready():
            process = self.server.process
            if process is not None and process.poll() is not None:
                raise AssertionError(f"Clew ended by itself ({process.returncode})")
            if time.monotonic() > began + within:
                raise AssertionError(f"Clew is not ready after {within:.0f} s")
            time.sleep(0.05)
        return time.monotonic() - began


@contextlib.contextmanager
def world(server: Served) -> Iterator[World]:
    hooks = Hooks()
    with mail_server() as smtp:
        made = World(smtp, hooks, server)
        try:
            yield made
        finally:
            if made.server.process is not None and made.server.process.poll() is None:
                made.server.stop(within=300)
            hooks.server.shutdown()
