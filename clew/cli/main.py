"""``clew``: the words of the command line and nothing else."""

import argparse
import os
import signal
import sys
from importlib import import_module
from pathlib import Path

from clew.cli.installation import Installation, Refusal
from clew.core.given import Unreadable, given, is_on, whole
from clew.core.memory import share_arenas


def parser() -> argparse.ArgumentParser:
    clew = argparse.ArgumentParser(
        prog="clew", description="Customer support beside everything the product knows."
    )
    clew.add_argument("--data-dir", type=Path, help="where everything is kept (CLEW_DATA_DIR)")
    verbs = clew.add_subparsers(dest="verb", required=True)

    up = verbs.add_parser("up", help="start the server")
    up.add_argument("--host", help="where to listen (HOST)")
    up.add_argument("--port", type=int, help="likewise (PORT)")
    up.add_argument("--data-dir", type=Path, default=argparse.SUPPRESS)
    up.add_argument(
        "--demo",
        action=argparse.BooleanOptionalAction,
        help="load the demo company on the first run (DEMO)",
    )
    up.add_argument(
        "--test-only",
        action="store_true",
        help="for a new data directory: mark it as made for tests, where `tick --at` moves the"
        " clock (CLEW_TEST_ONLY=1)",
    )
    up.set_defaults(prepare=Installation.hold, run="up")

    worker = verbs.add_parser("worker", help="run jobs and the writer beside web servers")
    worker.set_defaults(prepare=Installation.attach, run="worker")

    token = verbs.add_parser("token", help="API tokens").add_subparsers(dest="what", required=True)
    create = token.add_parser("create", help="create a token and print it, once")
    create.add_argument("--name", required=True)
    create.add_argument("--scope", required=True, choices=["admin", "agent", "capture"])
    create.set_defaults(prepare=Installation.join, run="create_token")

    link = verbs.add_parser("link", help="print a one-time sign-in link for the owner")
    link.set_defaults(prepare=Installation.join, run="print_link")

    tick = verbs.add_parser("tick", help="run whatever time-driven work is due, then exit")
    tick.add_argument(
        "--at",
        help="as of this instant (ISO 8601, UTC) instead of now; only for a data directory made"
        " with `clew up --test-only`",
    )
    tick.set_defaults(prepare=Installation.join, run="tick")

    drain = verbs.add_parser("drain", help="wait until everything captured is processed")
    drain.add_argument("--timeout", type=float, default=300, help="seconds (default 300)")
    drain.set_defaults(prepare=Installation.join, run="drain")

    sql = verbs.add_parser("sql", help="ask events, customers and tickets by SQL")
    sql.add_argument("query", help="one SELECT; - reads it from standard input")
    sql.add_argument("--format", choices=["table", "csv", "json"], default="table")
    sql.add_argument("--limit", type=int, help="most rows, 50,000 at most (default 100)")
    sql.add_argument("--environment", default="", help="another than production")
    sql.set_defaults(prepare=Installation.join, run="sql")

    doctor = verbs.add_parser("doctor", help="check the installation")
    doctor.set_defaults(prepare=_nothing, run="doctor", module="clew.cli.doctor")

    _add_backup(verbs)

    demo = verbs.add_parser("demo", help="the demo company").add_subparsers(
        dest="what", required=True
    )
    reset = demo.add_parser("reset", help="remove the demo data and load it afresh")
    reset.add_argument("--force", action="store_true", help="also when there is other data")
    reset.set_defaults(prepare=Installation.join, run="reset_demo")
    return clew


def _add_backup(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    backup = verbs.add_parser("backup", help="copy everything, running or not, into one file")
    backup.add_argument("file", type=Path)
    backup.add_argument("--force", action="store_true", help="replace the file if it is there")
    backup.add_argument(
        "--verify", action="store_true", help="make none: read this one and check all of it"
    )
    backup.set_defaults(prepare=_nothing, run="backup", module="clew.cli.backing_up")

    restore = verbs.add_parser("restore", help="make an installation from a backup")
    restore.add_argument("file", type=Path, nargs="?")
    restore.add_argument("--data-dir", type=Path, default=argparse.SUPPRESS)
    restore.add_argument(
        "--force", action="store_true", help="move aside what is in the data directory"
    )
    queued = restore.add_mutually_exclusive_group()
    queued.add_argument(
        "--send-queued", action="store_true", help="do not hold mail, webhooks and mailboxes"
    )
    queued.add_argument(
        "--drop-queued",
        action="store_true",
        help="likewise, but give up what waited when the backup was made",
    )
    restore.set_defaults(prepare=_nothing, run="restore", module="clew.cli.restoring")


def _where_to_serve(asked: argparse.Namespace) -> None:
    """What was not said is as the environment says."""
    asked.host = asked.host or given("HOST", "127.0.0.1")
    asked.port = whole("PORT") if asked.port is None else asked.port
    asked.demo = is_on("DEMO") if asked.demo is None else asked.demo


def _nothing(_installation: Installation) -> None:
    """The command itself says what it needs, and when."""


def main(arguments: list[str] | None = None) -> int:
    asked = parser().parse_args(arguments)
    share_arenas()
    if asked.data_dir is not None:
        os.environ["CLEW_DATA_DIR"] = str(asked.data_dir.expanduser().resolve())
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    installation = Installation(test_only=getattr(asked, "test_only", False))
    os.umask(0o077)  # customers' words and files are nobody else's on this machine
    # Stopped at any moment, even while it starts, Clew leaves no engine running behind it.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        if asked.verb == "up":
            _where_to_serve(asked)
        asked.prepare(installation)
        # Commands know Django's models, which exist only once an engine is there to hold them.
        commands = import_module(getattr(asked, "module", "clew.cli.commands"))
        code: int = getattr(commands, asked.run)(installation, asked)
    except (Refusal, Unreadable) as refusal:
        print(f"clew: {refusal}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    else:
        return code
    finally:
        installation.stop_engines()
