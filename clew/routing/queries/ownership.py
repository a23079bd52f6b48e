"""Who owns what: areas, product groups and the people who know them."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.functions import JSONObject

from clew.core.kept import kept
from clew.people.models import ApiToken, Role, Scope, Staff, Team
from clew.routing.models import AreaOwnership, ProductGroup, Region, Sme
from clew.tickets.models import Area

KEEPERS = {Role.OWNER, Role.ADMIN, Role.LEAD}


@dataclass(frozen=True)
class Ownership:
    """Of one area. ``area`` is None for a name that is not in the list of areas."""

    area: Area | None
    team: Team | None = None
    label: str = ""
    group: ProductGroup | None = None
    support_first: bool = True
    page_rules: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        return self.area.name if self.area else ""

    @property
    def answers_first(self) -> str:
        """In words: who a ticket of it goes to."""
        return "Support" if self.support_first or self.team is None else self.team.name


GROUP = ("id", "name", "slug", "shared", "unclassified", "position")
OWNED = AreaOwnership.objects.filter(area=OuterRef("pk")).values(
    row=JSONObject(
        **{name: name for name in ("label", "support_first", "page_rules", "keywords")},
        group=JSONObject(**{name: f"group__{name}" for name in GROUP}),
    )
)


def ownership_of(area: Area) -> Ownership:
    """Of an area as ``areas_with_owners`` reads it."""
    known: dict[str, Any] | None = vars(area)["owned"]
    if known is None:
        return Ownership(area, area.team)
    group = known["group"]
    return Ownership(
        area,
        area.team,
        known["label"],
        ProductGroup(**group) if group["id"] else None,
        known["support_first"],
        tuple(known["page_rules"]),
        tuple(known["keywords"]),
    )


def areas_with_owners(*, retired: bool = False) -> QuerySet[Area]:
    """In the order admins gave them. One statement."""
    found = Area.objects.select_related("team").annotate(owned=Subquery(OWNED))
    found = found.order_by("position", "name")
    return found if retired else found.filter(active=True)


def every_area() -> list[Area]:
    """Also retired ones, as ``areas_with_owners`` reads them, for whoever asks at each ticket."""
    return kept("areas with owners", lambda: areas_with_owners(retired=True)).rows()


def owner_of(area_name: str) -> Ownership:
    """Also of a retired area; the group of unclassified tickets for what is in no group."""
    areas = every_area() if area_name else []
    area = next((each for each in areas if each.name == area_name), None)
    found = ownership_of(area) if area else Ownership(None)
    if found.group is not None:
        return found
    rest = ProductGroup.objects.filter(unclassified=True).first()
    return Ownership(**{**vars(found), "group": rest})


def product_groups() -> QuerySet[ProductGroup]:
    """In order, each with its areas and its SMEs. Three statements."""
    owned = AreaOwnership.objects.select_related("area").order_by("area__position")
    smes = Sme.objects.select_related("staff", "region").order_by("region__position")
    return ProductGroup.objects.prefetch_related(Prefetch("areas", owned), Prefetch("smes", smes))


def regions() -> QuerySet[Region]:
    return Region.objects.all()


def group_named(slug: str) -> ProductGroup | None:
    return ProductGroup.objects.filter(slug=slug).first() if "\x00" not in slug else None


def sme_groups_of(staff: Staff) -> list[ProductGroup]:
    """Those they are the SME of, and what is shared by all. One statement."""
    mine = Q(shared=True) | Q(pk__in=Sme.objects.filter(staff=staff).values("group"))
    return list(ProductGroup.objects.filter(mine))


def smes_of(group: ProductGroup | None) -> list[Staff]:
    """Active people, by region. Also one who is away: ask coverage who works now."""
    if group is None:
        return []
    found = Sme.objects.filter(group=group, staff__is_active=True).select_related("staff")
    return list(dict.fromkeys(sme.staff for sme in found.order_by("region__position")))


def smes_of_groups(groups: Iterable[ProductGroup]) -> dict[int, list[Sme]]:
    """By group's id, in order of the regions. One statement."""
    found: dict[int, list[Sme]] = {}
    wanted = [group.pk for group in groups]
    rows = Sme.objects.filter(group__in=wanted).select_related("staff", "region")
    for sme in rows.order_by("region__position"):
        found.setdefault(sme.group_id, []).append(sme)
    return found


def keeps_ownership(reader: Staff | ApiToken | AnonymousUser) -> bool:
    """Leads and admins, and programs with an admin's token."""
    if isinstance(reader, ApiToken):
        return reader.revoked_at is None and reader.scope == Scope.ADMIN
    return isinstance(reader, Staff) and reader.role_now in KEEPERS


def region_named(slug: str) -> Region | None:
    return Region.objects.filter(slug=slug).first() if "\x00" not in slug else None
