"""Every operation of the REST API, asked by its own document and against it, for minutes.

    python -m bench.fuzz_api [--minutes 10] [--seed 1]

In this process, on an embedded PostgreSQL and a company that begins empty, with admin, agent and
capture tokens and none. Each case is rolled back. Prints
each kind of fault once (5xx, a status, content type or body the document does not name, a refusal
in another form than the others) and exits 1 if there was one. The same seed draws the same cases.
"""

import argparse
import time
from pathlib import Path
from typing import Any

from bench.pages import prepare
from tests.serving import open_folder

AT_ONCE = 12  # cases of one operation, until the next one's turn
SCOPES = ("admin", "agent", "capture", "")


def made_ready(data_dir: Path) -> tuple[Any, dict[str, str]]:
    postgres = prepare(data_dir)
    from django.conf import settings
    from django.core.management import call_command

    from clew.core.actors import SYSTEM
    from clew.events import store
    from clew.people.key_actions import create_api_token

    settings.CLEW_API_CALLS_PER_MINUTE = 100_000_000
    call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)
    store.migrate()
    bearers = {
        scope: create_api_token(name=scope, scope=scope, by=SYSTEM)[1] if scope else ""
        for scope in SCOPES
    }
    return postgres, bearers


def known() -> dict[str, list[Any]]:
    """Values that exist, for what stands in addresses."""
    from clew.people.models import Group, Person, Team
    from clew.tickets.models import Macro, Message, Ticket

    ids: dict[str, Any] = {
        "number": Ticket.objects.order_by("-number").values_list("number", flat=True),
        "message_id": Message.objects.values_list("pk", flat=True),
        "macro_id": Macro.objects.values_list("pk", flat=True),
        "slug": Team.objects.values_list("slug", flat=True),
        "key": Group.objects.values_list("key", flat=True),
        "person_id": Person.objects.values_list("pk", flat=True),
    }
    small = {name: list(range(1, 12)) for name in ("rule_id", "absence_id", "mailbox_id", "pk")}
    return {**small, **{name: list(found[:12]) for name, found in ids.items()}}


def run(given: argparse.Namespace, bearers: dict[str, str]) -> Any:
    from django.db import transaction
    from schemathesis import GenerationMode

    from tests.api_cases import Api, Asked

    def rolled_back(work: Any) -> None:
        with transaction.atomic():
            work()
            transaction.set_rollback(True)

    tried, asked = Api(known()), Asked()
    operations, number = list(tried.operations()), given.seed * 1_000_000
    ends, said = time.monotonic() + given.minutes * 60, set()
    while time.monotonic() < ends:
        for operation in operations:
            for scope, bearer in bearers.items():
                number += 1
                mode = list(GenerationMode)[number % 2]
                most = AT_ONCE if scope == "admin" else AT_ONCE // 4
                tried.ask(
                    operation, bearer, asked, most=most, number=number, mode=mode,
                    around=rolled_back,
                )  # fmt: skip
            for name in asked.faults.keys() - said:
                print(f"FAULT {name}\n{asked.faults[name]}\n", flush=True)
            said |= asked.faults.keys()
            if time.monotonic() > ends:
                break
    return asked


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--minutes", type=float, default=10)
    options.add_argument("--seed", type=int, default=1)
    given = options.parse_args()
    with open_folder() as folder:
        (folder / "data").mkdir()
        postgres, bearers = made_ready(folder / "data")
        try:
            asked = run(given, bearers)
        finally:
            from django.db import connection

            from clew.core.engines import clickhouse

            connection.close()
            clickhouse.close()
            postgres.stop()
    print(f"{asked.cases:,} cases (seed {given.seed}), {len(asked.faults)} kinds of faults")
    raise SystemExit(bool(asked.faults))


if __name__ == "__main__":
    main()
