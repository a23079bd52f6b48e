"""Several tickets become one.

Messages stay on the rows where they were written; the survivor's conversation shows them with its
own. Merged tickets are closed and point to the survivor: never a chain, so that one step is enough.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from clew.core import clock, facts
from clew.core.actors import Actor
from clew.people.models import Staff
from clew.tickets.actions.changing import refuse_light_agents, save
from clew.tickets.actions.status import CLOCKS
from clew.tickets.actions.tags import clean_tags
from clew.tickets.facts import (
    FollowerAdded,
    StatusChanged,
    TagsChanged,
    TicketAbsorbed,
    TicketMerged,
)
from clew.tickets.models import Follower, Merge, Status, Ticket
from clew.tickets.queries.doors import visible_numbers

MOST = 50  # tickets at a time


def merge_tickets(
    *, survivor: Ticket, others: Sequence[Ticket], by: Actor, follow: Collection[str] = ()
) -> Merge:
    """``others`` become part of ``survivor``. ``follow`` are email addresses that get its replies.

    Raises ValidationError for what cannot be one, PermissionDenied for light agents.
    """
    refuse_light_agents(by, "merge tickets")
    with transaction.atomic():
        at = clock.now()
        chosen = {survivor.pk, *(other.pk for other in others)}
        locked = Ticket.objects.select_for_update().filter(pk__in=chosen).order_by("pk")
        tickets = {ticket.pk: ticket for ticket in locked}
        survivor, merged = tickets.pop(survivor.pk), list(tickets.values())
        check_mergeable(survivor, merged)
        before = {
            "tickets": [_state(ticket) for ticket in merged],
            "pointing": _repoint(merged, survivor),
            "tags": _unite_tags(survivor, merged, by=by, at=at),
            "followers": _unite_followers(survivor, merged, follow, by=by, at=at),
        }
        _absorb(survivor, merged, by=by, at=at)
        return Merge.objects.create(
            survivor=survivor, before=before, by_name=by.name[:200], created_at=at
        )


def check_mergeable(survivor: Ticket, merged: Sequence[Ticket]) -> None:
    """Raises ValidationError, in words."""
    if not merged:
        raise ValidationError("Choose at least two tickets to merge.")
    if len(merged) >= MOST:
        raise ValidationError(f"Merge at most {MOST} tickets at a time.")
    for ticket in (survivor, *merged):
        if ticket.merged_into_id is not None:
            raise ValidationError(f"#{ticket.number} is part of another ticket already.")
        if ticket.environment_id != survivor.environment_id:
            raise ValidationError(f"#{ticket.number} belongs to another environment.")
    for ticket in merged:  # who reads the survivor would read its messages
        team = ticket.team if ticket.team_id != survivor.team_id else None
        if team and team.private:
            raise ValidationError(
                f"#{ticket.number} belongs to {team}, which is private. Keep this one, or move it."
            )
    if survivor.status == Status.CLOSED:
        raise ValidationError(f"#{survivor.number} is closed for good. Keep another ticket.")


def _state(ticket: Ticket) -> dict[str, Any]:
    moments = {name: getattr(ticket, name) for name in CLOCKS}
    told = {name: moment.isoformat() if moment else None for name, moment in moments.items()}
    return {"id": ticket.pk, "number": ticket.number, "status": ticket.status, **told}


def _repoint(merged: Sequence[Ticket], survivor: Ticket) -> dict[str, int]:
    """What was part of a merged ticket goes on with it. Gives where each pointed before."""
    earlier = Ticket.objects.select_for_update().filter(merged_into__in=merged).order_by("pk")
    pointing = {str(ticket.pk): ticket.merged_into_id or 0 for ticket in earlier}
    Ticket.objects.filter(pk__in=[int(pk) for pk in pointing]).update(merged_into=survivor)
    return pointing


def _unite_tags(
    survivor: Ticket, merged: Iterable[Ticket], *, by: Actor, at: datetime
) -> list[str]:
    """Gives those that are new."""
    before = survivor.tags
    united = clean_tags([*before, *(tag for ticket in merged for tag in ticket.tags)])
    added = [tag for tag in united if tag not in before]
    if added:
        survivor.tags = united
        save(survivor, "tags", at=at)
        fact = TagsChanged(number=survivor.number, added=added, removed=[])
        facts.record(fact, by=by, at=at)
    return added


def _unite_followers(
    survivor: Ticket, merged: Sequence[Ticket], addresses: Iterable[str], *, by: Actor, at: datetime
) -> list[int]:
    """Staff who read the survivor anyway, and the chosen addresses. Gives the rows that are new.

    Following is a way to read: it must not come from a ticket that others may read to one of a
    private team.
    """
    staff = Follower.objects.filter(ticket__in=merged, staff__isnull=False).select_related("staff")
    found: list[tuple[Staff | None, str]] = [
        (each.staff, "")
        for each in staff
        if each.staff and visible_numbers(each.staff, [survivor.number])
    ]
    given = dict.fromkeys(address.strip().lower() for address in addresses)
    # Whoever asked in the survivor gets every reply as it is.
    found += [(None, each) for each in given if each not in {"", survivor.reply_address.lower()}]
    added = []
    for who, email in dict.fromkeys(found):
        row, created = Follower.objects.get_or_create(
            ticket=survivor, staff=who, email=email, defaults={"created_at": at}
        )
        if created:
            added.append(row.pk)
            fact = FollowerAdded(number=survivor.number, who=str(who or email))
            facts.record(fact, by=by, at=at)
    return added


def _absorb(survivor: Ticket, merged: Sequence[Ticket], *, by: Actor, at: datetime) -> None:
    for ticket in merged:
        before, ticket.status = ticket.status, Status.CLOSED
        ticket.merged_into = survivor
        ticket.solved_at = ticket.solved_at or at
        for name in CLOCKS[1:]:
            setattr(ticket, name, at if name == "status_changed_at" else None)
        save(ticket, "status", "merged_into", *CLOCKS, at=at)
        facts.record(TicketMerged(number=ticket.number, into=survivor.number), by=by, at=at)
        if before != Status.CLOSED:
            fact = StatusChanged(number=ticket.number, before=before, after=Status.CLOSED)
            facts.record(fact, by=by, at=at)
    newest = max((survivor, *merged), key=lambda ticket: ticket.updated_at)
    survivor.snippet, survivor.last_message_by = newest.snippet, newest.last_message_by
    save(survivor, "snippet", "last_message_by", at=at)
    numbers = [ticket.number for ticket in merged]
    facts.record(TicketAbsorbed(number=survivor.number, merged=numbers), by=by, at=at)
