"""Response targets: recomputing open tickets, one due time, and the queue before and after.

    python -m bench.targets [--tickets 100000] [--all-cores]

Fills a data directory with open tickets and their facts, and keeps this process and PostgreSQL on
one core. Prints seconds for working out every ledger for the first time and for bringing all to
other policies, each with its ratio to only reading and writing the same rows; microseconds for one
due time and for one ledger; milliseconds for the first page of the queue.
"""

import argparse
import copy
import os
import random
import statistics
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from bench.pages import prepare
from tests.serving import open_folder

TICKETS = """
INSERT INTO tickets_ticket (number, environment_id, subject, status, severity, priority, kind,
    area, channel, requester_id, account_id, reply_address, verified, tags, context, snippet,
    last_message_by, message_count, created_at, updated_at)
SELECT n, %(environment)s, 'Export ' || n || ' stops',
       (ARRAY['new', 'open', 'open', 'pending', 'open', 'hold'])[n %% 6 + 1],
       (ARRAY['low', 'medium', 'high', 'critical'])[n %% 4 + 1],
       'normal', 'support', 'exports', 'api', md5('person-' || n %% 1000)::uuid,
       (SELECT id FROM people_group WHERE key = 'c' || n %% 1000 / 10), '', false, '{}', '{}',
       'It stops and says nothing', 'customer', 3,
       now() - n %% 9000 * interval '1 minute', now() - n %% 900 * interval '1 minute'
FROM generate_series(1, %(tickets)s) AS n
"""
FACTS = """
INSERT INTO core_factrecord (uuid, name, subject, actor_kind, actor_id, actor_name, payload,
    recorded_at)
SELECT gen_random_uuid(), fact.name, 'ticket/' || t.number, fact.by, '1', 'Somebody', fact.payload,
       t.created_at + fact.after
FROM tickets_ticket AS t CROSS JOIN LATERAL (VALUES
    ('tickets.TicketOpened', 'customer', interval '0', jsonb_build_object('number', t.number,
        'environment_id', 1, 'channel', 'api', 'person_id', '', 'distinct_id', '')),
    ('tickets.MessagePosted', 'customer', interval '0', jsonb_build_object('number', t.number,
        'message_id', t.number * 3, 'public', true, 'author_kind', 'customer')),
    ('tickets.Assigned', 'staff', interval '9 minutes', jsonb_build_object('number', t.number,
        'before', '', 'after', 'Maya', 'staff_id', 1)),
    ('tickets.PropertyChanged', 'staff', interval '10 minutes', jsonb_build_object('number',
        t.number, 'field', 'severity', 'before', 'medium', 'after', t.severity)),
    ('tickets.MessagePosted', 'staff', interval '1 hour', jsonb_build_object('number', t.number,
        'message_id', t.number * 3 + 1, 'public', true, 'author_kind', 'staff')),
    ('tickets.StatusChanged', 'staff', interval '1 hour', jsonb_build_object('number', t.number,
        'before', 'new', 'after', 'open')),
    ('tickets.MessagePosted', 'customer', interval '4 hours', jsonb_build_object('number',
        t.number, 'message_id', t.number * 3 + 2, 'public', true, 'author_kind', 'customer')),
    ('tickets.StatusChanged', 'staff', interval '5 hours', jsonb_build_object('number', t.number,
        'before', 'open', 'after', t.status))
) AS fact (name, by, after, payload)
WHERE t.status <> 'new' OR fact.by = 'customer' AND fact.after = interval '0'
ORDER BY t.id, fact.after
"""


def fill(tickets: int) -> None:
    from django.core.management import call_command
    from django.db import connection

    from bench.filling import fill_people
    from clew.people.models import Environment, GroupType

    call_command("migrate", verbosity=0, interactive=False)
    environment = Environment.objects.get(is_default=True)
    kind = GroupType.objects.create(
        environment=environment, name="organization", index=0, is_account=True
    )
    fill_people(environment.pk, kind.pk, 0, 999)
    with connection.cursor() as cursor:
        cursor.execute(TICKETS, {"environment": environment.pk, "tickets": tickets})
        cursor.execute(FACTS)
        cursor.execute("VACUUM ANALYZE")


def cpu() -> float:
    """Seconds that this process and its PostgreSQL backend have worked."""
    from django.db import connection

    connection.ensure_connection()
    stat = Path(f"/proc/{connection.connection.info.backend_pid}/stat").read_text()
    user, system = stat.rpartition(")")[2].split()[11:13]
    return time.process_time() + (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


def both(work: Callable[[], Any]) -> tuple[float, float]:
    """Seconds by the clock, and of work: the same when nothing else runs."""
    before = cpu()
    took = seconds(work)
    return took, cpu() - before


def seconds(work: Callable[[], Any]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def median(work: Callable[[], Any], rounds: int) -> float:
    return statistics.median(seconds(work) for _ in range(rounds))


def pieces(ids: list[int]) -> list[list[int]]:
    return [ids[start : start + 500] for start in range(0, len(ids), 500)]


def read_facts(ids: list[int]) -> None:
    from clew.routing.queries.histories import fact_rows, ticket_rows

    for piece in pieces(ids):
        fact_rows(ticket.number for ticket in ticket_rows(piece))


def write_rows(_: list[int]) -> None:
    """What a recompute writes, as PostgreSQL copies it onto itself."""
    from django.db import connection, transaction

    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE routing_target SET due_at = due_at, explanation = explanation")
        cursor.execute("UPDATE routing_standing SET situation = situation")
        cursor.execute("UPDATE tickets_ticket SET queue_rank = queue_rank")
        cursor.execute(
            "CREATE TEMP TABLE copied ON COMMIT DROP AS SELECT * FROM routing_ledgerentry"
        )


def recompute(version: Any) -> None:
    from clew.routing.actions import recomputing

    job = version.jobs.get()
    while recomputing.run_piece(job.pk):
        pass


def other_policies(factor: float, note: str) -> Any:
    from clew.core.actors import SYSTEM
    from clew.routing.actions.policies import put_policies
    from clew.routing.queries.policies import content_in_force

    content = copy.deepcopy(content_in_force())
    for policy in content["policies"]:
        for target in policy["targets"]:
            target["minutes"] = round(target["minutes"] * factor)
    content["policies"][0]["name"] += "."
    return put_policies(content=content, note=note, by=SYSTEM)


def measure_recomputing(ids: list[int]) -> None:
    from clew.routing.actions.refreshing import refresh_targets

    read = seconds(lambda: read_facts(ids))
    first, worked = both(lambda: refresh_targets(ids))
    write = seconds(lambda: write_rows(ids))
    least = read + write
    said(f"reading the same facts {read:.1f} s, writing the same rows {write:.1f} s")
    said(
        f"every ledger for the first time: {first:.1f} s ({worked:.1f} s of work),"
        f" {first / least:.1f} of both"
    )
    for factor, what in ((1.5, "other hours everywhere"), (1.0, "nothing changes but a name")):
        version = other_policies(factor, what)
        took, worked = both(partial(recompute, version))
        said(
            f"recompute, {what}: {took:.1f} s ({worked:.1f} s of work), {took / least:.1f} of both"
        )
    again = seconds(lambda: refresh_targets(ids))
    said(f"refreshed once more, with nothing to do: {again:.1f} s")


def measure_one() -> None:
    from clew.routing.policies.reading import rules_from_json
    from clew.routing.queries.histories import fact_rows, histories, ticket_rows, versions
    from clew.routing.queries.policies import content_in_force, rules_by
    from clew.routing.targets.deriving import derive
    from clew.tickets.models import Ticket

    for slug, hours in rules_from_json(content_in_force()).calendars.items():
        said(f"due time in {slug}: {due_time(hours):.1f} µs")
    tickets = ticket_rows(Ticket.objects.order_by("pk").values_list("pk", flat=True)[:1000])
    known = versions()
    told = histories(tickets, fact_rows(each.number for each in tickets), known)
    rules, now = rules_by(known), datetime.now(UTC)
    took = [
        seconds(partial(lambda one: derive(one().history, rules, now), one))
        for one in told.values()
    ]
    said(f"one ledger from its facts: {statistics.median(took) * 1e6:.0f} µs")


def due_time(hours: Any) -> float:
    """The median, in microseconds."""
    chance, start = random.Random(1), datetime(2026, 1, 1, tzinfo=UTC)
    asked = [
        (start + timedelta(minutes=chance.randrange(900_000)), chance.randrange(60, 4320))
        for _ in range(2000)
    ]
    return statistics.median(seconds(partial(hours.add, *each)) for each in asked) * 1e6


def queue_page() -> float:
    """The first page as the inbox reads it, in milliseconds."""
    from clew.people.models import Environment, Role, Staff
    from clew.tickets.queries.rows import row_page
    from clew.tickets.queries.view_doors import view_for

    staff, _ = Staff.objects.get_or_create(
        email="bench@clew.example", defaults={"name": "Bench", "role": Role.ADMIN}
    )
    environment = Environment.objects.get(is_default=True)
    view = view_for(staff, "unassigned")
    assert view is not None
    return median(lambda: row_page(staff, environment, view), 40) * 1000


def said(line: str) -> None:
    print(line, flush=True)


def main() -> None:
    asked = argparse.ArgumentParser()
    asked.add_argument("--tickets", type=int, default=100_000)
    asked.add_argument("--all-cores", action="store_true")
    given = asked.parse_args()
    if not given.all_cores:
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    with open_folder() as folder:
        postgres = prepare(Path(folder) / "data")
        try:
            fill(given.tickets)
            from config.runtime import look_for_garbage_seldom

            look_for_garbage_seldom()  # as the server does
            from clew.tickets.models import Ticket

            ids = list(Ticket.objects.order_by("pk").values_list("pk", flat=True))
            said(f"{len(ids):,} open tickets, one core")
            before = queue_page()
            measure_recomputing(ids)
            measure_one()
            from django.db import connection

            with connection.cursor() as cursor:
                cursor.execute("VACUUM ANALYZE tickets_ticket")
            said(
                f"first page of the queue: {before:.1f} ms without targets, {queue_page():.1f} with"
            )
        finally:
            postgres.stop()


if __name__ == "__main__":
    main()
