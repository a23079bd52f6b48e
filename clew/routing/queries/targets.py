"""Targets and ledgers of tickets, as they are stored."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from django.db.models import OuterRef, QuerySet, Subquery

from clew.core import clock
from clew.core.kept import Given, kept
from clew.routing.models import LedgerEntry, Standing, Target
from clew.routing.models.ledger import TargetState
from clew.routing.queries.histories import versions
from clew.routing.queries.policies import rules_by
from clew.tickets.models import Ticket
from clew.tickets.queries import Reader, tickets_readable_by
from clew.tickets.queries.doors import standing


def targets_of(reader: Reader, ticket: Ticket) -> list[Target]:
    """In the order in which they began. One statement, and two more when a clock stands still."""
    key = ("targets of a ticket", *standing(reader))
    rows = kept(key, lambda: _of_one(reader)).rows(ticket=ticket.pk)
    _go_on_pausing(rows)
    return rows


def _of_one(reader: Reader) -> QuerySet[Target]:
    readable = tickets_readable_by(reader).filter(pk=Given("ticket", Ticket._meta.pk))
    return _with_derived(Target.objects.filter(ticket__in=readable))


def _with_derived(rows: QuerySet[Target]) -> QuerySet[Target]:
    derived = Standing.objects.filter(ticket=OuterRef("ticket")).values("derived_at")
    return rows.annotate(derived_at=Subquery(derived)).order_by("started_at", "pk")


def targets_of_many(reader: Reader, tickets: Iterable[Ticket]) -> dict[int, list[Target]]:
    """By the ticket's id. One statement, and two more when a clock stands still."""
    readable = tickets_readable_by(reader).filter(pk__in=[ticket.pk for ticket in tickets])
    rows = _with_derived(Target.objects.filter(ticket__in=readable))
    found: dict[int, list[Target]] = defaultdict(list)
    for row in rows:
        found[row.ticket_id].append(row)
    _go_on_pausing([row for each in found.values() for row in each])
    return found


def ledger_of(reader: Reader, ticket: Ticket) -> list[LedgerEntry]:
    """Every entry, oldest first."""
    readable = tickets_readable_by(reader).filter(pk=ticket.pk)
    return list(LedgerEntry.objects.filter(ticket__in=readable).order_by("position"))


def standing_of(reader: Reader, ticket: Ticket) -> Standing | None:
    """Plan and properties as policies see them, the priority's reason, why it stands where."""
    readable = tickets_readable_by(reader).filter(pk=ticket.pk)
    return Standing.objects.filter(ticket__in=readable).first()


def _go_on_pausing(rows: list[Target]) -> None:
    """What stands still has stood for longer since it was written down."""
    paused = [row for row in rows if row.state == TargetState.PAUSED]
    if not paused:
        return
    rules, now = rules_by(versions()), clock.now()
    for row in paused:
        since: datetime | None = getattr(row, "derived_at", None)
        hours = rules(row.version).calendars.get(row.calendar)
        if since is not None and hours is not None and since < now:
            row.paused_minutes += round(hours.open_minutes(since, now))
