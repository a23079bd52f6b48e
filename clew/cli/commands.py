"""What each command does, once its engines are there. Imported after Django is set up."""

import argparse
import contextlib
import os
import secrets
import sys
import threading
import time

import httpx
import uvicorn
from django.conf import settings
from django.core.management import call_command

from clew.analytics import mirror
from clew.analytics.sql.for_operators import asked_by_operator
from clew.cli.answers import printed
from clew.cli.installation import Installation, Refusal, RunningServer
from clew.core import holding
from clew.core.actors import SYSTEM
from clew.core.engines.gone import silent_engine
from clew.core.given import given
from clew.core.test_only import NOT_FOR_TESTS, is_test_only
from clew.demo import load as demo
from clew.events import store
from clew.events.queries import capture_backlog
from clew.people.queries import any_capture_key
from clew.people.staff_actions import create_api_token, invite_owner
from clew.people.staff_queries import owner_has_password
from config import asgi, control, settling
from config.http_protocol import HttpProtocol
from config.runtime import Runtime

NICER = 5  # a worker than web processes
LET_GO = "`clew restore --send-queued` or `--drop-queued` lets them go."


def up(installation: Installation, asked: argparse.Namespace) -> int:
    started = time.monotonic()
    print(f"Clew keeps its data in {installation.data_dir}")
    _bring_up_to_date()
    base = given("CLEW_BASE_URL", f"http://localhost:{asked.port}").rstrip("/")
    os.environ["CLEW_BASE_URL"] = settings.CLEW_BASE_URL = base
    every = {"0.0.0.0", "::"}  # noqa: S104  compared with, not bound to
    local = f"http://{'127.0.0.1' if asked.host in every else asked.host}:{asked.port}"
    server = uvicorn.Server(
        uvicorn.Config(
            asgi.application,
            host=asked.host,
            port=asked.port,
            http=HttpProtocol,
            log_level="warning",
            access_log=False,
            timeout_graceful_shutdown=10,
            proxy_headers=settings.USE_X_FORWARDED_HOST,
            server_header=False,
        )
    )
    control.token = secrets.token_urlsafe(24)
    asgi.runtime.stop_engines = installation.stop_engines
    installation.announce(RunningServer(os.getpid(), local, base, control.token))
    threading.Thread(
        target=_welcome, args=(server, base, local, started, asked.demo), daemon=True
    ).start()
    return _serve(server, asked.port)


def _bring_up_to_date() -> None:
    try:
        call_command("migrate", verbosity=0, interactive=False)
        store.migrate()
    except Exception as error:
        if engine := silent_engine(error):
            said = str(error).splitlines()[0]
            raise Refusal(
                f"Clew cannot reach {engine}: {said}. It starts once that answers; look at its "
                "address in DATABASE_URL or CLICKHOUSE_URL, or ask `clew doctor`."
            ) from None
        raise


def _serve(server: uvicorn.Server, port: int) -> int:
    """Until SIGINT or SIGTERM, which uvicorn raises again once everything is closed."""
    with contextlib.suppress(KeyboardInterrupt, SystemExit):
        server.run()
    if not server.started:
        raise Refusal(f"Port {port} is taken. Choose another with --port or PORT.")
    print("Clew stopped. Everything is saved.")
    return 0


def _welcome(
    server: uvicorn.Server, base: str, local: str, started: float, with_demo: bool
) -> None:
    """Say that it runs, load the demo company if asked, and print the way in."""
    while not server.started:
        if server.should_exit:
            return
        time.sleep(0.05)
    print(f"Clew is ready at {base} ({time.monotonic() - started:.1f} s)")
    if with_demo:
        demo.load_once(local, any_capture_key().key, progress=_progress)
    # It stands for password and second step: a log holds one only while there is no other way.
    print(
        f"Sign in: {base}/" if owner_has_password() else f"Sign in: {base}/welcome/{invite_owner()}"
    )
    if since := holding.held_since():
        print(f"Restored {since[:10]}: mail, webhooks and mailboxes are held. {LET_GO}")
    print("Press Ctrl-C to stop.", flush=True)


def _progress(what: str, share: float) -> None:
    end = "\n" if share >= 1 else "\r"
    if share >= 1 or sys.stdout.isatty():
        print(f"Demo company: {what} {share:4.0%}", end=end, flush=True)


def worker(installation: Installation, asked: argparse.Namespace) -> int:
    """Pages go first where both share a machine."""
    del installation, asked
    os.nice(NICER)
    print("Clew worker is ready. Press Ctrl-C to stop.", flush=True)
    Runtime(web=False, works=True).run_until_signal()
    print("Clew worker stopped.")
    return 0


def create_token(installation: Installation, asked: argparse.Namespace) -> int:
    del installation
    _token, secret = create_api_token(name=asked.name, scope=asked.scope, by=SYSTEM)
    print(secret)
    return 0


def print_link(installation: Installation, asked: argparse.Namespace) -> int:
    del asked
    server = installation.running_server()
    base = server.base_url if server else settings.CLEW_BASE_URL
    print(f"{base}/welcome/{invite_owner()}")
    return 0


def tick(installation: Installation, asked: argparse.Namespace) -> int:
    if asked.at and not is_test_only(installation.data_dir):
        raise Refusal(NOT_FOR_TESTS)
    if server := _serving(installation):
        answer = httpx.post(
            f"{server.url}/-/tick",
            params={"at": asked.at} if asked.at else {},
            headers={"X-Clew-Control": server.control_token},
            timeout=600,
            trust_env=False,  # no proxy is to see the token
        )
        if answer.status_code != httpx.codes.OK:
            raise Refusal(answer.text)
        print(answer.text)
    else:
        try:
            print(control.run_tick(asked.at, settle=settling.work_off if asked.at else None))
        except ValueError as error:
            raise Refusal(str(error)) from None
    return 0


def sql(installation: Installation, asked: argparse.Namespace) -> int:
    """Asks the running server, which alone may open the embedded event store."""
    text = sys.stdin.read() if asked.query == "-" else asked.query
    question = {"query": text, "limit": asked.limit, "environment": asked.environment}
    if server := _serving(installation):
        answer = httpx.post(
            f"{server.url}/-/sql",
            json=question,
            headers={"X-Clew-Control": server.control_token},
            timeout=3600,
            trust_env=False,
        )
        if answer.status_code != httpx.codes.OK:
            raise Refusal(f"The server answered {answer.status_code}.")
        result = answer.json()
    else:
        store.migrate()
        result = asked_by_operator(question)
    if refused := result.get("refused"):
        raise Refusal(refused)
    for line in printed(result, asked.format):
        print(line)
    return 0


def drain(installation: Installation, asked: argparse.Namespace) -> int:
    """Wait for the running server or worker; without one, process the backlog here."""
    if installation.holds_data_dir:
        Runtime(web=False, works=True).run_until(lambda: _waiting() == 0, asked.timeout)
    deadline = time.monotonic() + asked.timeout
    while left := _waiting():
        if time.monotonic() > deadline:
            raise Refusal(
                f"{left} captured events and changed rows still wait after {asked.timeout:.0f} s. "
                "Is a server or a worker running? `clew doctor` tells."
            )
        time.sleep(0.05)
    print("Everything captured is processed.")
    return 0


def _waiting() -> int:
    """Captured events that are not stored, and rows not yet copied for SQL."""
    return capture_backlog() + mirror.backlog()


def reset_demo(installation: Installation, asked: argparse.Namespace) -> int:
    server = _serving(installation)
    if server is None:
        raise Refusal("The demo company is loaded into a running server. Start it: `clew up`.")
    try:
        demo.reset(server.url, any_capture_key().key, force=asked.force, progress=_progress)
    except demo.REFUSALS as error:
        raise Refusal(str(error)) from error
    print("The demo company is as new.")
    return 0


def _serving(installation: Installation) -> RunningServer | None:
    return None if installation.holds_data_dir else installation.running_server()
