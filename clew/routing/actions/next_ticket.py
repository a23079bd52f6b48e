"""The right ticket for whoever asks for work. Two people never get the same one."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q

from clew.core import clock
from clew.core.actors import Actor
from clew.people.models import Environment, Staff
from clew.routing.models import AreaOwnership
from clew.routing.next_options import NEXT_ASSIGNS
from clew.routing.queries.ownership import sme_groups_of
from clew.routing.queries.places import place_of
from clew.routing.queueing import sentence
from clew.tickets.actions.changing import LIGHT_AGENTS, changing
from clew.tickets.actions.properties import change_assignee
from clew.tickets.models import Ticket
from clew.tickets.models.tickets import ACTIVE
from clew.tickets.queries import tickets_visible_to


@dataclass(frozen=True)
class Given:
    """``assigned`` False: it was theirs already, or is only opened."""

    ticket: Ticket
    why: str
    assigned: bool


@transaction.atomic
def take_next(
    *, staff: Staff, environment: Environment, by: Actor, seen: Iterable[int | str] = ()
) -> Given | None:
    """Their own that wait for us; then what nobody has in their groups and teams; then the rest.

    ``seen`` are numbers they were given a moment ago and left. Raises PermissionDenied.
    """
    if not staff.can_reply_publicly:
        raise PermissionDenied(LIGHT_AGENTS.format(verb="take tickets"))
    waiting = tickets_visible_to(staff, environment).filter(status__in=ACTIVE)
    waiting = waiting.exclude(number__in=[int(number) for number in seen]).order_by(
        "queue_rank", "pk"
    )
    own = waiting.filter(assignee=staff, last_message_by="customer").first()
    if own:
        return Given(own, f"Yours, and waits for us · {_reasons(own)}", assigned=False)
    free = waiting.filter(assignee=None, merged_into=None)
    for found, said in ((_theirs(staff), "In your teams and groups"), (_shared(), "In the queue")):
        rows = free.filter(found).select_for_update(skip_locked=True, of=("self",))
        if ticket := rows.first():
            return _give(ticket, staff, said, by=by)
    return None


def _give(ticket: Ticket, staff: Staff, said: str, *, by: Actor) -> Given:
    why = f"{said} · {_reasons(ticket)}"
    if not NEXT_ASSIGNS.value():
        return Given(ticket, why, assigned=False)
    with changing(ticket) as at:
        change_assignee(ticket, staff, by=by, at=at)
    return Given(ticket, why, assigned=True)


def _theirs(staff: Staff) -> Q:
    """Of a team they are in, or of an area in a group they are the expert of and no team."""
    own = [group for group in sme_groups_of(staff) if not group.shared]
    areas = AreaOwnership.objects.filter(group__in=own).values("area__name")
    return Q(team__in=staff.teams.all()) | Q(team=None, area__in=areas)


def _shared() -> Q:
    """Nobody's team: what is another team's is theirs to take."""
    return Q(team=None)


def _reasons(ticket: Ticket) -> str:
    return sentence(place_of(ticket, clock.now()))
