"""Who knows what at Ottergrid, which team owns it, and who is away."""

from datetime import timedelta

from django.db import transaction

from clew.core.actors import SYSTEM
from clew.coverage.absences import Absence
from clew.coverage.actions.away import go_away
from clew.coverage.models import OutOfOffice
from clew.demo.company.staff import absences, groups, ownership
from clew.demo.edition import Edition
from clew.demo.hiring import House
from clew.people.models import Team
from clew.routing.actions.assignment_settings import WayGiven, set_way
from clew.routing.actions.ownership import import_ownership
from clew.routing.actions.product_groups import add_group, delete_group, set_sme
from clew.routing.models import AreaOwnership, ProductGroup, Region, Sme, TeamAssignment, Way
from clew.routing.queries.assignment import people_of
from clew.routing.seeded_groups import GROUPS


@transaction.atomic
def cover(house: House, edition: Edition) -> None:
    """Once; what somebody changed since stays so."""
    if not AreaOwnership.objects.exists():
        _make_groups()
        import_ownership(text=ownership(), by=SYSTEM)
    _name_experts(house)
    for absence in absences():
        staff = house.staff[absence.handle]
        if not OutOfOffice.objects.filter(staff=staff).exists():
            told = Absence(
                starts_at=edition.until - timedelta(days=absence.begun),
                ends_at=edition.until + timedelta(days=absence.until),
                deputy=house.staff[absence.deputy],
                note=absence.note,
            )
            go_away(staff=staff, absence=told, by=SYSTEM)
    if not TeamAssignment.objects.exists():
        _mark_billing(house.teams["Billing"])


def _mark_billing(team: Team) -> None:
    """“Add billing” on a ticket brings in its people; it gives nothing out by itself."""
    taking = [staff.pk for staff in people_of(team)]
    given = WayGiven(way=Way.MANUAL, is_billing=True, takes_part=taking, capacities={})
    set_way(team=team, given=given, by=SYSTEM)


def _make_groups() -> None:
    """The company's own instead of those it began with."""
    begun_with = [name for name, _, shared in GROUPS if not shared]
    for seeded in ProductGroup.objects.filter(name__in=begun_with):
        delete_group(group=seeded, by=SYSTEM)
    for told in groups():
        if not ProductGroup.objects.filter(name=told.name).exists():
            add_group(name=told.name, shared=told.shared, by=SYSTEM)


def _name_experts(house: House) -> None:
    """Where nobody is; a reset of the demo takes its people away."""
    made = {group.name: group for group in ProductGroup.objects.all()}
    regions = {region.name: region for region in Region.objects.all()}
    for told in groups():
        for name, handle in told.smes.items():
            group, region = made.get(told.name), regions.get(name)
            if group and region and not Sme.objects.filter(group=group, region=region).exists():
                set_sme(group=group, region=region, staff=house.staff[handle], by=SYSTEM)
