"""Counts afresh what Clew keeps counted; prints what differs, one thing a line.

Runs beside the server, in a process of its own: python -m bench.killing.inside
"""

import os
from dataclasses import asdict, replace

from clew.cli.installation import Installation

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
Installation().join()

import orjson  # noqa: E402  Django is set up now

from clew.core import clock  # noqa: E402
from clew.people.models import ApiToken  # noqa: E402
from clew.people.queries import default_environment  # noqa: E402
from clew.routing.actions.customers import known_of  # noqa: E402
from clew.routing.actions.refreshing import Surroundings  # noqa: E402
from clew.routing.models import LedgerEntry, Standing, Target  # noqa: E402
from clew.routing.queries.histories import fact_rows, histories, ticket_rows  # noqa: E402
from clew.routing.targets.outcome import outcome_of  # noqa: E402
from clew.tickets.models import Ticket  # noqa: E402
from clew.tickets.queries import tickets_in, view_counts  # noqa: E402
from clew.tickets.queries.standard_views import VIEWS  # noqa: E402

SET = ("metric", "instance", "kind", "at", "data")
RUN = ("metric", "instance", "state", "started_at", "due_at", "fulfilled_at", "breached_at")


def plain(parts: object) -> object:
    return orjson.loads(orjson.dumps(parts, default=sorted))


def ledgers() -> None:
    """Derived as of when they were last stored, with all that is known now."""
    around = Surroundings.at(clock.now())
    tickets = ticket_rows(Ticket.objects.values_list("pk", flat=True))
    known = known_of([each.id for each in tickets], around.named, around.without_account)
    told = histories(tickets, fact_rows(each.number for each in tickets), around.versions)
    standings = dict(Standing.objects.values_list("ticket_id", "derived_at"))
    for ticket in tickets:
        if ticket.id not in standings:
            print(f"#{ticket.number} has no ledger")
            continue
        world = replace(around.world_of(known[ticket.id]), now=standings[ticket.id])
        ledger = outcome_of(told[ticket.id](), ticket.status, ticket.last_message_by, world).ledger
        stored = LedgerEntry.objects.filter(ticket_id=ticket.id).order_by("position")
        derived = plain([[asdict(each)[name] for name in SET] for each in ledger.entries])
        if plain([list(each) for each in stored.values_list(*SET)]) != derived:
            print(f"#{ticket.number}: its ledger is not what its history says")
        runs = plain(sorted([str(getattr(each, name)) for name in RUN] for each in ledger.runs))
        rows = Target.objects.filter(ticket_id=ticket.id).values_list(*RUN)
        if plain(sorted([str(value) for value in row] for row in rows)) != runs:
            print(f"#{ticket.number}: its targets are not what its history says")


def views() -> None:
    token, inside = ApiToken.objects.order_by("-pk")[0], default_environment()
    assert inside is not None
    counted = view_counts(token, inside)
    for view in (each for each in VIEWS if each.slug != "mine"):  # a program has none
        rows = tickets_in(token, inside, view.slug, "").count()
        if view.slug in counted and counted[view.slug] != rows:
            print(f"view {view.slug}: {counted[view.slug]} counted, {rows} tickets")


if __name__ == "__main__":
    ledgers()
    views()
