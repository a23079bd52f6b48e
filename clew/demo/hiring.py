"""Ottergrid's staff and teams, as an admin would have made them."""

from dataclasses import dataclass

from django.db import transaction

from clew.core import installation
from clew.core.actors import SYSTEM
from clew.demo.company.staff import DemoStaff, staff, teams
from clew.people import staff_actions
from clew.people.models import Staff, Team
from clew.people.profile_actions import save_profile
from clew.tickets.actions.areas import add_area, change_area, delete_area
from clew.tickets.queries.areas import areas, is_on_tickets

COMPANY = "Ottergrid"
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri")


@dataclass(frozen=True)
class House:
    """Who is there to answer, by the names the stories use."""

    staff: dict[str, Staff]
    teams: dict[str, Team]  # by name


@transaction.atomic
def open_house() -> House:
    """Everybody is hired once; those who are there already stay as they are."""
    found = {team.name: _team(team.name) for team in teams()}
    house = House({who.handle: _hire(who, found) for who in staff()}, found)
    installation.rename(name=COMPANY)
    _name_areas(found)
    return house


def _name_areas(found: dict[str, Team]) -> None:
    """The company's own product areas with their owners, instead of those it began with."""
    owners = {area: found[team.name] for team in teams() for area in team.areas}
    known = {area.name: area for area in areas()}
    for name, owner in owners.items():
        if name not in known:
            add_area(name=name, team=owner, by=SYSTEM)
        elif known[name].team is None:
            change_area(area=known[name], description="", team=owner, by=SYSTEM)
    for area in known.values():
        if area.name not in owners and not is_on_tickets(area):
            delete_area(area=area, by=SYSTEM)


def emails() -> set[str]:
    return {who.email for who in staff()}


def _team(name: str) -> Team:
    found = Team.objects.filter(name=name).first()
    return found or staff_actions.create_team(name=name, by=SYSTEM)


def _hire(who: DemoStaff, found: dict[str, Team]) -> Staff:
    """Without a password: the sign-in link is the only way in."""
    here = Staff.objects.filter(email=who.email).first()
    if here is not None:
        return here
    theirs = [found[team.name] for team in teams() if team.slug in who.teams]
    hired, _link = staff_actions.invite_staff(
        name=who.name, email=who.email, role=who.role, by=SYSTEM, teams=theirs
    )
    hours = {day: list(who.hours) for day in WEEKDAYS}
    save_profile(staff=hired, time_zone=who.time_zone, working_hours=hours, by=SYSTEM)
    return hired
