"""Giving a ticket to whoever is next. One decision at a time: the teams' rows are the lock."""

from django.db import transaction

from clew.core import clock
from clew.core.actors import SYSTEM
from clew.core.facts import record
from clew.people.models import Staff
from clew.routing.assigning.choosing import Choice, choose
from clew.routing.assignment_facts import AssignmentWaits
from clew.routing.models import AssignmentSeat, AssignmentWait, TeamAssignment, Way
from clew.routing.queries.assignment import automatic_teams, candidates, people_of
from clew.routing.queries.ownership import owner_of, smes_of
from clew.tickets.actions.changing import changing
from clew.tickets.actions.properties import change_assignee
from clew.tickets.models import Ticket
from clew.tickets.models.tickets import ACTIVE
from clew.tickets.queries import tickets_readable_by

PIECE = 500  # tickets that wait, looked up at once


@transaction.atomic
def assign_next(ticket: Ticket) -> Staff | None:
    """To whoever is next in its team, if that gives out tickets by itself and nobody has it.

    Safe to call at any time and twice. Nobody there: the ticket waits, with the reason.
    """
    rules = _locked_rules(ticket.team_id)
    if rules is None:
        return None
    with changing(ticket, closed_too=True) as at:
        if ticket.team_id != rules.team_id or not _needs_somebody(ticket):
            AssignmentWait.objects.filter(ticket=ticket).delete()
            return None
        choice, people = _choice(rules, ticket)
        staff = next((each for each in people if each.pk == choice.staff_id), None)
        if staff is None:
            _wait(ticket, choice.reason)
            return None
        change_assignee(ticket, staff, by=SYSTEM, at=at, reason=choice.reason)
        AssignmentSeat.objects.update_or_create(
            team=rules.team, staff=staff, defaults={"last_turn_at": at}
        )
        AssignmentWait.objects.filter(ticket=ticket).delete()
        return staff


def assign_waiting() -> int:
    """Everything that waits for somebody, in the order of the queue. Returns how many went."""
    waiting = AssignmentWait.objects.order_by("ticket__queue_rank", "ticket")
    ids = list(waiting.values_list("ticket", flat=True)[:PIECE])
    tickets = Ticket.objects.in_bulk(ids)
    return sum(bool(_again(tickets[pk])) for pk in ids if pk in tickets)


def _again(ticket: Ticket) -> Staff | None:
    if _needs_somebody(ticket) and _is_automatic(ticket.team_id):
        return assign_next(ticket)
    AssignmentWait.objects.filter(ticket=ticket).delete()
    return None


def _is_automatic(team_id: int | None) -> bool:
    return team_id is not None and automatic_teams().filter(team=team_id).exists()


def _locked_rules(team_id: int | None) -> TeamAssignment | None:
    """All teams' rows in one order: a person may be in two teams, and has one capacity."""
    if not _is_automatic(team_id):
        return None
    rows = automatic_teams().select_for_update(of=("self",)).order_by("pk")
    return next((row for row in rows if row.team_id == team_id), None)


def _needs_somebody(ticket: Ticket) -> bool:
    return ticket.status in ACTIVE and ticket.assignee_id is None and ticket.merged_into_id is None


def _choice(rules: TeamAssignment, ticket: Ticket) -> tuple[Choice, list[Staff]]:
    """By expert also experts from outside of the team, unless it is private: they know the area.

    Nobody is given what they may not read: some are kept to their own teams.
    """
    people = people_of(rules.team)
    group = owner_of(ticket.area).group if rules.way == Way.SME else None
    experts = people_of(rules.team, among=smes_of(group))
    others = [] if rules.team.private else [each for each in experts if each not in people]
    outside = [each for each in others if tickets_readable_by(each).filter(pk=ticket.pk).exists()]
    found = candidates(rules, [*people, *outside], clock.now(), experts, outside)
    known = str(group) if group and experts else ""
    return choose(rules.way, str(rules.team), found, experts=known), [*people, *outside]


def _wait(ticket: Ticket, reason: str) -> None:
    """On record once for each reason."""
    now, team = clock.now(), str(ticket.team)
    row = AssignmentWait.objects.filter(ticket=ticket).first()
    if row is None or row.reason != reason:
        record(AssignmentWaits(number=ticket.number, team=team, reason=reason), by=SYSTEM)
    AssignmentWait.objects.update_or_create(
        ticket=ticket,
        defaults={"reason": reason, "tried_at": now},
        create_defaults={"reason": reason, "tried_at": now, "since": now},
    )
