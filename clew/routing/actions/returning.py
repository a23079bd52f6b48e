"""A ticket of somebody who is away goes back to its group, with a note that says why."""

from datetime import datetime

from django.db import transaction

from clew.core import clock
from clew.core.actors import SYSTEM
from clew.core.facts import record
from clew.coverage.away_words import until_words
from clew.coverage.models import OutOfOffice
from clew.coverage.queries import away
from clew.people.models import NotificationKind, Staff, Team
from clew.people.notifications import notify
from clew.routing.models import ReturnedTicket
from clew.tickets.actions.changing import changing, save
from clew.tickets.actions.properties import change_assignee, named
from clew.tickets.actions.system_notes import note_by_clew
from clew.tickets.facts import TeamChanged
from clew.tickets.models import Area, Ticket
from clew.tickets.models.tickets import UNSOLVED
from clew.tickets.queries import readable_by

WHY = {
    "reply": "The customer wrote",
    "woke": "The hold is over",
    "start": "Handed over",
}


@transaction.atomic
def return_to_group(ticket: Ticket, *, because: str) -> bool:
    """If whoever has it is away at this moment; else nothing happens. Safe to call twice."""
    with changing(ticket, closed_too=True) as at:
        staff = ticket.assignee
        absence = away([staff.pk], clock.now()).get(staff.pk) if staff else None
        if staff is None or absence is None or ticket.status not in UNSOLVED:
            return False
        team = ticket.team or group_of(staff, ticket)
        _put_back(ticket, team, at=at)
        note_by_clew(ticket, _note(absence, team, because), at=at)
        ReturnedTicket.objects.create(absence=absence, ticket=ticket, because=because, at=at)
    if absence.deputy:
        _tell_deputy(absence, ticket, at)
    return True


def hand_over(absence: OutOfOffice) -> list[Ticket]:
    """All unsolved tickets but those on hold, at the start of an absence that says so."""
    mine = Ticket.objects.filter(assignee=absence.staff, status__in=UNSOLVED)
    tickets = mine.exclude(status="hold").order_by("queue_rank", "pk")
    return [ticket for ticket in tickets if return_to_group(ticket, because="start")]


def group_of(staff: Staff, ticket: Ticket) -> Team | None:
    """Of a ticket without a team: the owner's team; who is in several, that of the area."""
    teams = list(staff.teams.order_by("name"))
    area = Area.objects.filter(name=ticket.area).select_related("team").first()
    if area and area.team and (area.team in teams or not teams):
        return area.team
    return teams[0] if teams else None


def _put_back(ticket: Ticket, team: Team | None, *, at: datetime) -> None:
    if ticket.team != team:
        before, ticket.team = ticket.team, team
        save(ticket, "team", at=at)
        fact = TeamChanged(number=ticket.number, before=named(before), after=named(team))
        record(fact, by=SYSTEM, at=at)
    where = f"to {team}" if team else "to everybody"
    change_assignee(ticket, None, by=SYSTEM, at=at, reason=f"away, so back {where}")


def _note(absence: OutOfOffice, team: Team | None, because: str) -> str:
    name, until = absence.staff.name, until_words(absence)
    where = f"back with {team}" if team else "unassigned again"
    said = f"{WHY[because]} while {name} is away until {until}, so this ticket is {where}."
    if because == "start":
        said = f"{name} is away until {until} and handed this ticket over. It is {where}."
    if absence.deputy:
        said += f" Deputy: {absence.deputy.name}."
    return f"{said}\n\n> {absence.note}" if absence.note else said


def _tell_deputy(absence: OutOfOffice, ticket: Ticket, at: datetime) -> None:
    """Unless they may not read it."""
    deputy = absence.deputy
    if deputy is None or not Ticket.objects.filter(readable_by(deputy), pk=ticket.pk).exists():
        return
    notify(
        staff=deputy,
        kind=NotificationKind.AWAY,
        subject=f"ticket/{ticket.number}",
        text=f"{absence.staff.name} is away and you stand in: {ticket}",
        snippet=ticket.snippet,
        url=ticket.get_absolute_url(),
        at=at,
        by=SYSTEM,
        key=f"returned/{absence.pk}/{ticket.pk}/{at.isoformat()}",
    )


def tell_what_came_back(absence: OutOfOffice) -> None:
    """When they are back: what went to the group meanwhile. Safe to run twice."""
    numbers = [
        f"#{number}"
        for number in ReturnedTicket.objects.filter(absence=absence)
        .order_by("ticket__number")
        .values_list("ticket__number", flat=True)
        .distinct()
    ]
    if not numbers:
        return
    count = "1 ticket" if len(numbers) == 1 else f"{len(numbers)} tickets"
    more = f" and {len(numbers) - 8} more" if len(numbers) > 8 else ""  # noqa: PLR2004  a line
    notify(
        staff=absence.staff,
        kind=NotificationKind.AWAY,
        subject=f"absence/{absence.pk}",
        text=f"While you were away {count} went back to the group: {', '.join(numbers[:8])}{more}",
        url=f"/settings/away/{absence.pk}/returned",
        at=clock.now(),
        by=SYSTEM,
        key=f"over/{absence.pk}/{absence.ends_at.isoformat()}",
    )
