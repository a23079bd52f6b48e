"""How a team gives out its tickets, as its leads set it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction

from clew.core.actors import Actor
from clew.core.facts import record
from clew.people.models import Staff, Team
from clew.routing.assignment_facts import AssignmentChanged
from clew.routing.models import AssignmentSeat, AssignmentWait, TeamAssignment, Way
from clew.routing.queries.assignment import people_of
from clew.tickets.models import Ticket
from clew.tickets.models.tickets import ACTIVE

MOST = 1000  # tickets of one person


@dataclass(frozen=True, kw_only=True)
class WayGiven:
    """``capacities`` by staff id: None for the team's. Who is not in ``takes_part`` gets none."""

    way: str
    capacity: int = 0
    is_billing: bool = False
    takes_part: Sequence[int] = ()
    capacities: Mapping[int, int | None]


@transaction.atomic
def set_way(*, team: Team, given: WayGiven, by: Actor) -> bool:
    """False when it is so already. Turns are kept. Raises ValidationError by field."""
    _check(given)
    Team.objects.select_for_update(no_key=True).get(pk=team.pk)
    row, _ = TeamAssignment.objects.get_or_create(team=team)
    row = TeamAssignment.objects.select_for_update().get(pk=row.pk)
    values = {"way": given.way, "capacity": given.capacity, "is_billing": given.is_billing}
    changed = any(getattr(row, name) != value for name, value in values.items())
    TeamAssignment.objects.filter(pk=row.pk).update(**values)
    people = people_of(team)
    seats = [_seat(team, staff, given) for staff in people]
    changed = changed or any(seats)
    if changed:
        _look_again(team, way=given.way)
        names = [str(staff) for staff in people if staff.pk in given.takes_part]
        fact = AssignmentChanged(
            team_id=team.pk,
            team_name=team.name,
            way=given.way,
            capacity=given.capacity,
            is_billing=given.is_billing,
            people=names,
        )
        record(fact, by=by)
    return changed


def _seat(team: Team, staff: Staff, given: WayGiven) -> bool:
    seat, created = AssignmentSeat.objects.get_or_create(team=team, staff=staff)
    before = (seat.takes_part, seat.capacity)
    after = (staff.pk in given.takes_part, given.capacities.get(staff.pk))
    if before != after:
        AssignmentSeat.objects.filter(pk=seat.pk).update(takes_part=after[0], capacity=after[1])
    return before != after and not (created and after == (True, None))


def _look_again(team: Team, *, way: str) -> None:
    """What waits in vain is forgotten; what nobody has is looked at with the next run."""
    waits = AssignmentWait.objects.filter(ticket__team=team)
    if way == Way.MANUAL:
        waits.delete()


def unassigned_of(team: Team) -> int:
    """What a change to an automatic way would leave to be given out."""
    return Ticket.objects.filter(team=team, assignee=None, status__in=ACTIVE).count()


def _check(given: WayGiven) -> None:
    wrong = {}
    if given.way not in Way.values:
        wrong["way"] = "Choose one of the ways."
    numbers = [given.capacity, *(each for each in given.capacities.values() if each is not None)]
    if any(not 0 <= number <= MOST for number in numbers):
        wrong["capacity"] = f"Choose whole numbers from 0 to {MOST}."
    if wrong:
        raise ValidationError(wrong)
