"""Reads about how teams give out their tickets."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, QuerySet

from clew.coverage.away_words import away_words
from clew.coverage.models import OutOfOffice
from clew.coverage.queries import away, works_until
from clew.people.models import Staff, Team
from clew.people.staff_queries import active_staff
from clew.people.working_hours import is_working, zone_named
from clew.routing.assigning.choosing import Candidate
from clew.routing.models import AssignmentSeat, AssignmentWait, TeamAssignment, Way
from clew.tickets.models import Ticket
from clew.tickets.models.tickets import ACTIVE
from clew.tickets.queries import Reader, tickets_readable_by


@dataclass(frozen=True)
class TeamWay:
    """A team with how it gives out tickets; one that never chose does so by hand."""

    team: Team
    assignment: TeamAssignment
    waiting: int = 0


def assignment_of(team: Team) -> TeamAssignment:
    """What is stored, or what holds without it."""
    return TeamAssignment.objects.filter(team=team).first() or TeamAssignment(team=team)


def team_ways() -> list[TeamWay]:
    """Every team, by name. Three statements."""
    known = {row.team_id: row for row in TeamAssignment.objects.all()}
    rows = AssignmentWait.objects.filter(ticket__assignee=None, ticket__status__in=ACTIVE)
    waits = dict(rows.values_list("ticket__team").annotate(Count("pk")))
    return [
        TeamWay(team, known.get(team.pk) or TeamAssignment(team=team), waits.get(team.pk, 0))
        for team in Team.objects.all()
    ]


def loads(staff_ids: Iterable[int]) -> dict[int, int]:
    """New and open tickets of each, of every team; pending and held ones are no load."""
    active = Ticket.objects.filter(assignee__in=list(staff_ids), status__in=ACTIVE)
    return dict(active.order_by().values_list("assignee").annotate(Count("pk")))


def people_of(team: Team, *, among: Sequence[Staff] | None = None) -> list[Staff]:
    """Who of a team answers customers: never light agents. ``among`` instead of its members."""
    members = active_staff().filter(teams=team) if among is None else among
    return [staff for staff in members if staff.is_active and staff.can_reply_publicly]


def candidates(
    assignment: TeamAssignment,
    people: Sequence[Staff],
    at: datetime,
    experts: Iterable[Staff] = (),
    outside: Iterable[Staff] = (),
) -> list[Candidate]:
    """Three statements, however many people."""
    ids = [staff.pk for staff in people]
    seats = {
        seat.staff_id: seat
        for seat in AssignmentSeat.objects.filter(team=assignment.team_id, staff__in=ids)
    }
    out, carried = away(ids, at), loads(ids)
    known, others = ({staff.pk for staff in some} for some in (experts, outside))
    return [
        _candidate(
            staff,
            seats.get(staff.pk) or AssignmentSeat(staff=staff),
            assignment,
            at,
            load=carried.get(staff.pk, 0),
            away=out.get(staff.pk),
            is_expert=staff.pk in known,
            is_member=staff.pk not in others,
        )
        for staff in people
    ]


def _candidate(
    staff: Staff,
    seat: AssignmentSeat,
    assignment: TeamAssignment,
    at: datetime,
    *,
    load: int,
    away: OutOfOffice | None,
    is_expert: bool,
    is_member: bool,
) -> Candidate:
    until = works_until(staff, at)
    wall = until.astimezone(zone_named(staff.time_zone)) if until else None
    return Candidate(
        staff_id=staff.pk,
        name=staff.name,
        load=load,
        capacity=assignment.capacity if seat.capacity is None else seat.capacity,
        last_turn_at=seat.last_turn_at,
        takes_part=seat.takes_part,
        works=is_working(staff.working_hours, staff.time_zone, at),
        away=away_words(away) if away else "",
        hours=f"working until {wall:%H:%M}" if wall else "",
        is_expert=is_expert,
        is_member=is_member,
    )


def billing_specialists() -> list[Staff]:
    """Of the teams that are marked as billing."""
    teams = TeamAssignment.objects.filter(is_billing=True).values("team")
    found = active_staff().filter(teams__in=teams).distinct().order_by("name")
    return [staff for staff in found if staff.can_reply_publicly]


def wait_of(reader: Reader, ticket: Ticket) -> AssignmentWait | None:
    """Why nobody has it, when it was tried."""
    readable = tickets_readable_by(reader).filter(pk=ticket.pk)
    return AssignmentWait.objects.filter(ticket__in=readable).first()


def automatic_teams() -> QuerySet[TeamAssignment]:
    return TeamAssignment.objects.exclude(way=Way.MANUAL).select_related("team")
