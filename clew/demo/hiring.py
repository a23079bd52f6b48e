"""Ottergrid's staff and teams, as an admin would have made them."""

from dataclasses import dataclass

from django.db import transaction

from clew.core import installation
from clew.core.actors import SYSTEM
from clew.core.models import Setting
from clew.demo.company.staff import DemoStaff, staff, teams
from clew.people import staff_actions
from clew.people.models import Staff, Team
from clew.people.profile_actions import save_profile

COMPANY = "Ottergrid"
WIDGET_AREAS = "widget.areas"


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
    areas = [area for team in teams() for area in team.areas]
    Setting.objects.update_or_create(key=WIDGET_AREAS, defaults={"value": areas})
    return house


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
    save_profile(staff=hired, time_zone=who.time_zone, by=SYSTEM)
    return hired
