"""The corpus into Clew's own database, by COPY, and everything that Clew derives from it.

    DATABASE_URL=… CLEW_DATA_DIR=… CLEW_SECRET_KEY=… python -m bench.peers.clew_loading 100000 FILE

FILE gets what the client needs to know: API tokens, and tickets that can be replied to.
"""

import json
import os
import sys
import time
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path

import django

from bench.peers import corpus
from bench.peers.clew_rows import COLUMNS, Company, Rows, html

AT_ONCE = 2000  # tickets
TOKENS = 16  # one may be asked 1,200 times a minute
PASSWORD = "forty-two grey herons"
AGENT = "agent{}@support.example"
PLANS = ["Free", "Boost", "Scale", "Enterprise"]


def load(count: int, told: Path) -> None:
    from django.core.management import call_command

    began = time.monotonic()
    call_command("migrate", verbosity=0, interactive=False)
    company = make_company()
    waiting = copy_tickets(count, company)
    said(f"{count:,} tickets copied", began)
    derive(count)
    said("targets, ledgers and places in the queue derived", began)
    settle()
    tokens = make_tokens()
    told.write_text(json.dumps({"tickets": count, "tokens": tokens, "waiting": waiting}))
    said("indexes vacuumed and analysed", began)


def said(what: str, began: float) -> None:
    print(f"  {what} after {time.monotonic() - began:.0f} s", flush=True)


def make_company() -> Company:
    from clew.core.models import Setting
    from clew.people.models import Environment, GroupType

    # Tickets that have been pending for a year stay so: the peers have no clock for them.
    for key in ("tickets.pending_reminder_after", "tickets.pending_solved_after"):
        Setting.objects.create(key=key, value=0)
    environment = Environment.objects.get(is_default=True)
    kind = GroupType.objects.create(
        environment=environment, name="organization", index=0, is_account=True
    )
    teams, agents = make_staff()
    accounts = make_accounts(environment.pk, kind.pk)
    return Company(
        environment=environment.pk,
        teams=teams,
        agents=agents,
        accounts=accounts,
        people=make_people(environment.pk, accounts),
        now=datetime.now(UTC),
    )


def make_staff() -> tuple[list[int], list[tuple[int, str]]]:
    """Five teams and ten agents, each in two of them; and the owner."""
    from clew.people.models import Role, Staff, Team
    from clew.people.staff_actions import create_owner

    create_owner(name="Olga Lind", email="owner@support.example", password=PASSWORD)
    teams = [Team.objects.create(name=name, slug=name.lower()) for name in corpus.QUEUES]
    agents = []
    for which in range(corpus.AGENTS):
        staff = Staff.objects.create_user(
            AGENT.format(which), PASSWORD, name=f"Agent {which}", role=Role.AGENT
        )
        staff.teams.set([teams[which % 5], teams[(which + 1) % 5]])
        agents.append((staff.pk, staff.name))
    return [team.pk for team in teams], agents


def make_accounts(environment: int, kind: int) -> list[int]:
    from clew.people.models import Group

    now = datetime.now(UTC)
    return [
        group.pk
        for group in Group.objects.bulk_create(
            Group(
                environment_id=environment,
                type_id=kind,
                key=f"customer{which}.example",
                name=f"Customer {which}",
                plan=PLANS[which % 4],
                properties={"name": f"Customer {which}", "plan": PLANS[which % 4]},
                created_at=now - timedelta(days=400),
                last_seen_at=now,
            )
            for which in range(corpus.ACCOUNTS)
        )
    ]


def make_people(environment: int, accounts: list[int]) -> list:
    from clew.people.identity.ids import person_uuid
    from clew.people.models import DistinctId, Membership, Person

    at = datetime.now(UTC) - timedelta(days=400)
    known = [corpus.customer(which) for which in range(corpus.CUSTOMERS)]
    ids = [person_uuid(environment, address) for _, address in known]
    Person.objects.bulk_create(
        Person(
            id=ident,
            environment_id=environment,
            properties={"name": name, "email": address},
            name=name,
            email=address,
            is_identified=True,
            created_at=at,
            last_seen_at=at,
        )
        for ident, (name, address) in zip(ids, known, strict=True)
    )
    DistinctId.objects.bulk_create(
        DistinctId(environment_id=environment, distinct_id=address, person_id=ident, created_at=at)
        for ident, (_, address) in zip(ids, known, strict=True)
    )
    Membership.objects.bulk_create(
        Membership(person_id=ident, group_id=accounts[which % corpus.ACCOUNTS], last_seen_at=at)
        for which, ident in enumerate(ids)
    )
    return ids


def copy_tickets(count: int, company: Company) -> list[int]:
    rows = Rows(company)
    source = corpus.tickets(count, now=int(company.now.timestamp()))
    while batch := list(islice(source, AT_ONCE)):
        check_html(batch)
        for ticket in batch:
            rows.add(ticket)
        copy(rows)
    number_on(count, rows.messages)
    return rows.waiting


def check_html(batch: list[corpus.Ticket]) -> None:
    from clew.tickets.rendering import html_of

    body = batch[0].messages[0].body
    assert html(body) == html_of(body), (html(body), html_of(body))


def copy(rows: Rows) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        for table, columns in COLUMNS.items():
            named = ", ".join(columns.split())
            with cursor.copy(f"COPY {table} ({named}) FROM STDIN") as into:
                for row in rows.of.pop(table, ()):
                    into.write_row(row)


def number_on(tickets: int, messages: int) -> None:
    from django.db import connection

    last = {
        "tickets_number": tickets,
        "tickets_ticket_id_seq": tickets,
        "tickets_message_id_seq": messages,
    }
    with connection.cursor() as cursor:
        for sequence, number in last.items():
            cursor.execute("SELECT setval(%s, %s)", [sequence, number])
        cursor.execute("ANALYZE")


def derive(count: int) -> None:
    """As routing's own reaction to the facts would have, for 500 tickets at once."""
    from clew.routing.actions.refreshing import AT_ONCE as PIECE
    from clew.routing.actions.refreshing import refresh_targets

    for first in range(1, count + 1, PIECE):
        refresh_targets(range(first, min(first + PIECE, count + 1)))


def settle() -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
        cursor.execute("CHECKPOINT")


def make_tokens() -> list[str]:
    from clew.core.actors import SYSTEM
    from clew.people.key_actions import create_api_token

    names: Iterable[str] = (f"bench {which}" for which in range(TOKENS))
    return [create_api_token(name=name, scope="admin", by=SYSTEM)[1] for name in names]


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    load(int(sys.argv[1]), Path(sys.argv[2]))
