"""What the rail's counts and the inbox cost with twenty saved views at 100,000 tickets.

    python -m bench.views [--tickets 100000] [--rounds 30]

Prints milliseconds (median and 95th percentile): counting every view of the rail in one
statement, as an owner and as an agent kept from private teams; a first page of rows in several
orders; and, with --explain, how PostgreSQL counts.
"""

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bench.pages import prepare

UNSOLVED = {"field": "status", "operator": "is", "value": ["new", "open", "pending", "hold"]}
SPREAD = """
UPDATE tickets_ticket SET
  severity = (ARRAY['critical', 'high', 'medium', 'low'])[number %% 4 + 1],
  tags = CASE WHEN number %% 50 = 0 THEN ARRAY['vip'] ELSE '{}' END,
  area = CASE WHEN number %% 3 = 0 THEN '' ELSE 'exports' END,
  kind = CASE WHEN number %% 7 = 0 THEN 'bug' ELSE 'support' END,
  assignee_id = CASE WHEN number %% 3 = 0 THEN %(me)s END,
  status = CASE WHEN status <> 'closed' AND number %% 100 >= %(unsolved)s THEN 'closed'
                ELSE status END,
  solved_at = CASE WHEN status <> 'closed' AND number %% 100 >= %(unsolved)s THEN updated_at
                   ELSE solved_at END
"""


def item(field: str, operator: str, value: Any = "") -> dict[str, Any]:
    return {"field": field, "operator": operator, "value": value}


VIEWS: list[list[dict[str, Any]]] = [
    [item("severity", "is", ["critical"])],
    [item("severity", "is", ["critical", "high"]), item("assignee", "is", ["nobody"])],
    [item("kind", "is", ["bug"]), item("area", "not_set")],
    [item("tags", "includes", ["vip"])],
    [item("tags", "not_includes", ["vip"]), item("assignee", "is", ["me"])],
    [item("plan", "is", ["scale", "enterprise"]), item("waiting", "yes")],
    [item("plan", "is", ["free"]), item("severity", "is", ["low"])],
    [item("customer_wrote", "ago", "3d"), item("status", "is", ["pending"])],
    [item("updated", "ago", "30d")],
    [item("created", "within", "2d")],
    [item("status_changed", "ago", "7d")],
    [item("requester", "contains", "@c7.")],
    [item("account.mrr", "gt", 90)],
    [item("person.role", "is", ["engineer"]), item("kind", "is", ["bug"])],
    [item("subject", "contains", "row 97")],
    [item("words", "matches", "invoice"), item("kind", "is", ["bug"])],
    [item("followed", "yes")],
    [item("messages", "gt", 2), item("area", "is", ["exports"])],
    [item("team", "not_set"), item("status", "is", ["new"])],
    [item("verified", "yes")],
]


def timed(ask: Callable[[], object], rounds: int) -> str:
    ask()
    took = []
    for _ in range(rounds):
        begun = time.perf_counter()
        ask()
        took.append((time.perf_counter() - begun) * 1000)
    took.sort()
    return f"{statistics.median(took):7.1f} ms median, {took[int(len(took) * 0.95)]:7.1f} ms p95"


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--tickets", type=int, default=100_000)
    arguments.add_argument("--unsolved", type=int, default=100, help="percent of 40 that stay so")
    arguments.add_argument("--rounds", type=int, default=30)
    arguments.add_argument("--explain", action="store_true")
    given = arguments.parse_args()
    with tempfile.TemporaryDirectory(prefix="clew-bench-") as folder:
        Path(folder).chmod(0o755)
        postgres = prepare(Path(folder))
        try:
            measure(given)
        finally:
            from django.db import connections

            connections.close_all()
            postgres.stop()


def measure(given: argparse.Namespace) -> None:
    from django.core.management import call_command
    from django.db import connection

    from bench.filling import fill_people, fill_tickets
    from clew.core.actors import Actor
    from clew.people.models import GroupType, Staff, Team
    from clew.people.staff_queries import default_environment
    from clew.tickets.actions import create_view
    from clew.tickets.queries import EVERYTHING, group_counts, row_page, view_counts, views_for
    from clew.tickets.queries.remembering import remembered

    call_command("migrate", verbosity=0)
    inside = default_environment()
    kind = GroupType.objects.create(environment=inside, name="company", index=0, is_account=True)
    owner = Staff.objects.create_user("o@clew.example", name="Olga Berg", role="owner")
    agent = Staff.objects.create_user("a@clew.example", name="Arne Lind")
    Team.objects.create(name="Private", slug="private", private=True)
    fill_people(inside.pk, kind.pk, 0, 10_000)
    fill_tickets(inside.pk, 1, given.tickets)
    with connection.cursor() as cursor:
        cursor.execute(SPREAD, {"me": owner.pk, "unsolved": given.unsolved})
        cursor.execute("VACUUM ANALYZE")
    for number, items in enumerate(VIEWS):
        conditions = {"all": [UNSOLVED, *items]}
        create_view(
            staff=owner, by=Actor.staff(owner), name=f"View {number}", scope="shared",
            conditions=conditions,
        )  # fmt: skip
    for staff in (owner, agent):
        views = views_for(staff)
        saved = [view for view in views if view.is_saved]
        counts = view_counts(staff, inside, views)
        print(f"{staff}: {len(saved)} saved views,", {key: counts[key] for key in sorted(counts)})
        none = timed(lambda s=staff: view_counts(s, inside), given.rounds)
        print(f"  fixed views alone        {none}")
        every = timed(lambda s=staff, v=views: view_counts(s, inside, v), given.rounds)
        print(f"  all counts               {every}")
        remembered.wait()
        for view in saved if given.explain else []:
            one = timed(lambda s=staff, v=view: view_counts(s, inside, [v]), 5)
            print(f"    {view.slug:10} {one}  {view.own['all'][1:]}")
        for sort, group in (("", None), ("-created", None), ("severity", None), ("", "severity")):
            view = EVERYTHING.narrowed("status:is:new,open,pending,hold", sort, group)
            page = timed(lambda s=staff, v=view: row_page(s, inside, v), given.rounds)
            print(f"  page {sort or '-updated':10} {group or '':9} {page}")
            if group:
                each = timed(lambda s=staff, v=view: group_counts(s, inside, v), given.rounds)
                print(f"  groups' counts           {each}")


if __name__ == "__main__":
    main()
