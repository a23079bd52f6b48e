"""Which product group nobody covers in a region, and what can be done about it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from clew.coverage.models import OutOfOffice
from clew.coverage.queries import absences
from clew.people.models import Staff
from clew.people.working_hours import is_working, next_working
from clew.routing.models import GapReason, ProductGroup, Region, Sme
from clew.routing.queries.ownership import product_groups


@dataclass(frozen=True)
class Cover:
    """One group in one region. ``moment`` is now for who works now, else their next shift."""

    group: ProductGroup
    region: Region
    sme: Staff | None
    moment: datetime
    works_now: bool
    absence: OutOfOffice | None
    others: tuple[Staff, ...]  # SMEs of the group elsewhere, who are not away

    @property
    def reason(self) -> str:
        """ "" when it is covered."""
        if self.sme is None:
            return GapReason.NOBODY
        return GapReason.AWAY if self.absence else ""

    @property
    def is_gap(self) -> bool:
        """What is shared by all is covered by all, and what holds nothing needs nobody."""
        return bool(self.reason) and needs_cover(self.group)

    @property
    def deputy(self) -> Staff | None:
        return self.absence.deputy if self.absence else None

    @property
    def words(self) -> str:
        if self.sme is None:
            return f"Nobody covers {self.group} in {self.region}"
        return f"{self.sme} is away: nobody covers {self.group} in {self.region}"


def needs_cover(group: ProductGroup) -> bool:
    return not group.shared and bool(list(group.areas.all()) or list(group.smes.all()))


def cover(at: datetime) -> list[list[Cover]]:
    """By group, in the order of the regions. Five statements."""
    regions, groups = list(Region.objects.all()), list(product_groups())
    away: dict[int, list[OutOfOffice]] = {}
    for absence in absences(since=at):
        away.setdefault(absence.staff_id, []).append(absence)
    return [[_cover(group, region, away, at) for region in regions] for group in groups]


def gaps(at: datetime) -> list[Cover]:
    return [each for row in cover(at) for each in row if each.is_gap]


def _cover(
    group: ProductGroup, region: Region, away: dict[int, list[OutOfOffice]], at: datetime
) -> Cover:
    smes = [sme for sme in group.smes.all() if sme.staff.is_active]
    sme = next((each.staff for each in smes if each.region_id == region.pk), None)
    moment = _next_on(sme, at) if sme else at
    absence = _absence(sme, away, moment) if sme else None
    others = _others(smes, sme, away, at)
    works = sme is not None and absence is None and is_working(sme.working_hours, sme.time_zone, at)
    return Cover(group, region, sme, moment, works, absence, others)


def _others(
    smes: Iterable[Sme], sme: Staff | None, away: dict[int, list[OutOfOffice]], at: datetime
) -> tuple[Staff, ...]:
    elsewhere = (each.staff for each in smes if each.staff != sme)
    return tuple(who for who in elsewhere if not _absence(who, away, _next_on(who, at)))


def _next_on(staff: Staff, at: datetime) -> datetime:
    return next_working(staff.working_hours, staff.time_zone, at)


def _absence(staff: Staff, away: dict[int, list[OutOfOffice]], at: datetime) -> OutOfOffice | None:
    return next((each for each in away.get(staff.pk, ()) if each.holds(at)), None)
