"""A ticket as it was at an earlier moment, inside a transaction that is rolled back.

Its facts are taken back one by one, what came later is put aside, and its times are moved so that
“3 days ago” means before that moment: then the conditions of views can be asked as they are. What
is kept elsewhere (plans, properties of people, who is away) is as it is today.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, Q

from clew.core import clock
from clew.core.models import FactRecord
from clew.people.models import Staff, Team
from clew.tickets.actions.status import CLOCKS
from clew.tickets.models import AuthorKind, Message, Status, Ticket

TIMES = ("created_at", "updated_at", *CLOCKS)
ASIDE = "aside/"  # where facts of later are while a ticket is as it was
FAR = 9 * 10**15  # beyond every number of a ticket
PROPERTIES = {"severity", "priority", "kind", "area", "subject"}


@contextmanager
def as_it_was(ticket_id: int, at: datetime, *, times: bool) -> Iterator[Ticket]:
    """Nothing that happens inside stays. ``times`` moves the ticket's times to now."""
    with transaction.atomic():
        try:
            rows = Ticket.objects.select_for_update(of=("self",))
            ticket = rows.get(pk=ticket_id)
            _rewind(ticket, at)
            if times:
                _move_times(ticket, clock.now() - at)
            ticket.save()
            related = ("requester", "account__type", "team", "assignee", "environment")
            yield Ticket.objects.select_related(*related).get(pk=ticket_id)
        finally:
            transaction.set_rollback(True)


def _rewind(ticket: Ticket, at: datetime) -> None:
    about = FactRecord.objects.filter(subject=f"ticket/{ticket.number}")
    later = about.filter(recorded_at__gt=at)
    facts = list(later.order_by("-id"))
    before = about.filter(recorded_at__lte=at)
    _take_back(ticket, facts)
    assigned = before.filter(name="tickets.Assigned").order_by("-id").first()
    if any(row.name == "tickets.Assigned" for row in facts):
        ticket.assignee_id = assigned.payload.get("staff_id") if assigned else _first_owner(facts)
    newest = (
        before.filter(name__startswith="tickets.")
        .order_by("-recorded_at")
        .values_list("recorded_at", flat=True)
        .first()
    )
    ticket.updated_at = max(newest or ticket.created_at, ticket.created_at)
    later.update(subject=f"{ASIDE}{ticket.number}")
    _put_messages_aside(ticket, at)


def _take_back(ticket: Ticket, newest_first: Iterable[FactRecord]) -> None:
    for row in newest_first:
        given = row.payload
        match row.name:
            case "tickets.StatusChanged":
                _take_back_status(ticket, given)
            case "tickets.PropertyChanged" if given["field"] in PROPERTIES:
                setattr(ticket, given["field"], given["before"])
            case "tickets.TagsChanged":
                kept = [tag for tag in ticket.tags if tag not in given["added"]]
                ticket.tags = [*kept, *given["removed"]]
            case "tickets.TeamChanged":
                ticket.team = Team.objects.filter(name=given["before"]).first()
            case "tickets.FieldChanged":
                _take_back_field(ticket, given)
            case "tickets.TicketMerged":
                ticket.merged_into = None


def _take_back_status(ticket: Ticket, given: dict[str, Any]) -> None:
    ticket.status = Status(given["before"])
    earlier = given.get("earlier", {})
    for name in CLOCKS:
        text = earlier.get(name)
        setattr(ticket, name, datetime.fromisoformat(text) if text else None)


def _take_back_field(ticket: Ticket, given: dict[str, Any]) -> None:
    """As people read it, which is what the fact kept: exact for text, near for the rest."""
    if given["before"]:
        ticket.fields[given["field"]] = given["before"]
    else:
        ticket.fields.pop(given["field"], None)


def _first_owner(newest_first: list[FactRecord]) -> int | None:
    """Of a ticket that was assigned before its facts tell: by the name it was taken from."""
    first = next(row for row in reversed(newest_first) if row.name == "tickets.Assigned")
    name = first.payload["before"]
    return Staff.objects.filter(name=name).values_list("pk", flat=True).first() if name else None


def _put_messages_aside(ticket: Ticket, at: datetime) -> None:
    said = Message.objects.filter(ticket=ticket)
    if (later := said.filter(created_at__gt=at)).exists():
        aside = Ticket.objects.get(pk=ticket.pk)
        aside.pk, aside.number = None, FAR + ticket.number
        Ticket.objects.bulk_create([aside])
        later.update(ticket=aside)
    ticket.message_count = said.count()
    spoken = said.filter(public=True).exclude(author_kind=AuthorKind.SYSTEM)
    newest = spoken.order_by("-created_at", "-pk").first()
    ticket.last_message_by = newest.author_kind if newest else AuthorKind.CUSTOMER


def _move_times(ticket: Ticket, by: timedelta) -> None:
    for name in TIMES:
        if (moment := getattr(ticket, name)) is not None:
            setattr(ticket, name, moment + by)
    Message.objects.filter(ticket=ticket).update(created_at=F("created_at") + by)
    moves = Q(subject=f"ticket/{ticket.number}", name="tickets.StatusChanged")
    FactRecord.objects.filter(moves).update(recorded_at=F("recorded_at") + by)
