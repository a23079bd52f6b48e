"""A merge is taken back: every ticket is as it was, for as long as nobody has built on it."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from clew.core import clock, facts
from clew.core.actors import Actor
from clew.tickets.actions.changing import refuse_light_agents, save
from clew.tickets.actions.rows import refresh_row
from clew.tickets.actions.status import CLOCKS
from clew.tickets.facts import FollowerRemoved, MergeUndone, StatusChanged, TagsChanged
from clew.tickets.models import Follower, Merge, Ticket
from clew.tickets.validation import CONFLICT

UNDO_WITHIN = timedelta(minutes=10)
TOO_LATE = "A merge can be undone for 10 minutes. Split the messages off instead."


def undo_merge(*, merge: Merge, by: Actor) -> bool:
    """Every ticket as it was before. What was written on the survivor since stays there."""
    refuse_light_agents(by, "merge tickets")
    with transaction.atomic():
        merge = Merge.objects.select_for_update().get(pk=merge.pk)
        at = clock.now()
        if merge.undone_at is not None:
            return False
        if at - merge.created_at > UNDO_WITHIN:
            raise ValidationError(TOO_LATE, code=CONFLICT)
        states = {state["id"]: state for state in merge.before["tickets"]}
        chosen = [merge.survivor_id, *states, *merge.before["pointing"]]
        locked = Ticket.objects.select_for_update().filter(pk__in=chosen).order_by("pk")
        tickets = {ticket.pk: ticket for ticket in locked}
        survivor = tickets[merge.survivor_id]
        if survivor.merged_into_id is not None:
            raise ValidationError(f"#{survivor.number} was merged since. Undo that first.")
        _restore(survivor, [tickets[pk] for pk in states], states, by=by, at=at)
        _restore_survivor(survivor, merge.before, by=by, at=at)
        merge.undone_at = at
        merge.save(update_fields=["undone_at"])
    return True


def _restore(
    survivor: Ticket,
    merged: Sequence[Ticket],
    states: dict[int, dict[str, Any]],
    *,
    by: Actor,
    at: datetime,
) -> None:
    for ticket in merged:
        state, closed = states[ticket.pk], ticket.status
        ticket.merged_into = None
        ticket.status = state["status"]
        for name in CLOCKS:
            setattr(ticket, name, datetime.fromisoformat(state[name]) if state[name] else None)
        save(ticket, "status", "merged_into", *CLOCKS, at=at)
        facts.record(MergeUndone(number=ticket.number, others=[survivor.number]), by=by, at=at)
        if ticket.status != closed:
            fact = StatusChanged(
                number=ticket.number, before=closed, after=ticket.status, undoes=True
            )
            facts.record(fact, by=by, at=at)


def _restore_survivor(survivor: Ticket, before: dict[str, Any], *, by: Actor, at: datetime) -> None:
    for pk, pointed_to in before["pointing"].items():
        Ticket.objects.filter(pk=int(pk)).update(merged_into=pointed_to)
    for follower in Follower.objects.filter(pk__in=before["followers"]).select_related("staff"):
        who = str(follower.staff or follower.email)
        facts.record(FollowerRemoved(number=survivor.number, who=who), by=by, at=at)
        follower.delete()
    gone = [tag for tag in survivor.tags if tag in before["tags"]]
    survivor.tags = [tag for tag in survivor.tags if tag not in gone]
    if gone:
        fact = TagsChanged(number=survivor.number, added=[], removed=gone)
        facts.record(fact, by=by, at=at)
    save(survivor, "tags", at=at)
    refresh_row(survivor, at=at)
    numbers = [state["number"] for state in before["tickets"]]
    facts.record(MergeUndone(number=survivor.number, others=numbers), by=by, at=at)
