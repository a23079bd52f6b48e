"""Who owns which product area, who knows which product group, and where nobody covers one."""

from datetime import datetime
from typing import Literal, Self

from django.core.exceptions import ValidationError
from ninja import Query, Router, Schema
from pydantic import Field

from clew.api.v1.ticket_shapes import TeamShape, team_shape
from clew.api.v1.tokens import TokenRequest, admins_only
from clew.core import clock
from clew.core.actors import Actor
from clew.people.staff_queries import active_staff
from clew.routing.actions.ownership import GivenRow, import_ownership, plan_of, save_table
from clew.routing.actions.product_groups import set_sme
from clew.routing.models import ProductGroup, Region
from clew.routing.ownership.files import Plan
from clew.routing.ownership.rows import texts_of
from clew.routing.queries.gaps import Cover, gaps
from clew.routing.queries.ownership import (
    Ownership,
    areas_with_owners,
    group_named,
    ownership_of,
    product_groups,
    region_named,
)
from clew.routing.queries.who_owns import who_owns
from clew.tickets.models import Area
from clew.tickets.queries.areas import area_named

router = Router(tags=["ownership"])
MANAGE = "change ownership"


class OwnershipShape(Schema):
    slug: str
    area: str
    team: TeamShape | None = Field(description="Who owns it")
    answers_first: str = Field(description="support or team")
    label: str = Field(description="A tag that its tickets get")
    product_group: str = Field(description="A slug; empty for none")
    page_rules: list[str] = Field(description="Hosts, paths or both, with * for anything")
    keywords: list[str]
    active: bool
    why: str = Field("", description="Why it answers the question, when its name does not say so")

    @classmethod
    def of(cls, owner: Ownership, why: str = "") -> Self:
        area = owner.area or Area()
        return cls(
            slug=area.slug,
            area=area.name,
            team=team_shape(owner.team),
            answers_first="support" if owner.support_first else "team",
            label=owner.label,
            product_group=owner.group.slug if owner.group else "",
            page_rules=list(owner.page_rules),
            keywords=list(owner.keywords),
            active=area.active,
            why=why,
        )


class OwnershipPage(Schema):
    items: list[OwnershipShape]
    next_cursor: str | None = None


class AreasAsked(Schema):
    q: str = Field("", description="“Who owns this?”: an area, a feature, an address or a word")


class OwnershipGiven(Schema):
    """What is left out stays as it is."""

    team: str | None = Field(None, description="A slug or name; empty for no team")
    answers_first: Literal["support", "team"] | None = None
    label: str | None = None
    product_group: str | None = Field(None, description="A slug or name; empty for none")
    page_rules: list[str] | None = None
    keywords: list[str] | None = None

    def texts(self, now: dict[str, str]) -> dict[str, str]:
        """Over what it says now, as the table takes it."""
        pages, words = self.page_rules, self.keywords
        given = {
            "team": self.team,
            "answers": self.answers_first,
            "label": self.label,
            "group": self.product_group,
            "pages": None if pages is None else "\n".join(pages),
            "keywords": None if words is None else "\n".join(words),
        }
        return now | {name: text for name, text in given.items() if text is not None}


class ImportGiven(Schema):
    csv: str = Field(description="As the export writes it; the first line names the columns")
    preview: bool = Field(default=False, description="Only say what would change")


class LineError(Schema):
    line: int
    detail: str


class ImportAnswer(Schema):
    """With errors nothing was changed."""

    added: list[str]
    changed: list[str]
    same: int
    errors: list[LineError]
    done: bool


class SmeShape(Schema):
    region: str
    staff: str = Field(description="An email address")
    name: str


class ProductGroupShape(Schema):
    slug: str
    name: str
    shared: bool = Field(description="Everybody works on it")
    areas: list[str]
    smes: list[SmeShape]

    @classmethod
    def of(cls, group: ProductGroup) -> Self:
        smes = [
            SmeShape(region=sme.region.slug, staff=sme.staff.email, name=sme.staff.name)
            for sme in group.smes.all()
        ]
        owned = [each.area.name for each in group.areas.all()]
        return cls(slug=group.slug, name=group.name, shared=group.shared, areas=owned, smes=smes)


class GroupsPage(Schema):
    items: list[ProductGroupShape]
    next_cursor: str | None = None


class SmeGiven(Schema):
    staff: str = Field(description="An email address; empty for nobody")


class GapShape(Schema):
    product_group: str
    region: str
    reason: str = Field(description="nobody, or away")
    staff: str = Field(description="Who is away, by email address")
    until: datetime | None
    detail: str

    @classmethod
    def of(cls, gap: Cover) -> Self:
        return cls(
            product_group=gap.group.slug,
            region=gap.region.slug,
            reason=gap.reason,
            staff=gap.sme.email if gap.sme else "",
            until=gap.absence.ends_at if gap.absence else None,
            detail=gap.words,
        )


class GapsPage(Schema):
    items: list[GapShape]
    next_cursor: str | None = None


@router.get("/ownership", response=OwnershipPage)
def list_ownership(request: TokenRequest, given: Query[AreasAsked]) -> OwnershipPage:  # noqa: ARG001  any token that reads tickets
    """Every area with its owner; with ``q`` those that answer “who owns this?”, best first."""
    if given.q:
        found = who_owns(given.q)
        return OwnershipPage(items=[OwnershipShape.of(each.owner, each.why) for each in found])
    areas = areas_with_owners(retired=True)
    return OwnershipPage(items=[OwnershipShape.of(ownership_of(area)) for area in areas])


@router.put("/areas/{slug}/ownership", response=OwnershipShape)
def put_ownership(request: TokenRequest, slug: str, given: OwnershipGiven) -> OwnershipShape:
    """Tickets that come from now on follow it; 422 names what cannot be."""
    admins_only(request.auth, MANAGE)
    pk = area_named(slug).pk
    now = texts_of(ownership_of(areas_with_owners(retired=True).get(pk=pk)))
    by = Actor.token(request.auth)
    saved = save_table(given={pk: GivenRow(given.texts(now))}, by=by)
    if saved.errors:
        raise ValidationError(saved.errors[pk])
    return OwnershipShape.of(ownership_of(areas_with_owners(retired=True).get(pk=pk)))


@router.post("/ownership/import", response=ImportAnswer)
def take_ownership(request: TokenRequest, given: ImportGiven) -> ImportAnswer:
    """All of the file or nothing: with an error on any line nothing is changed."""
    admins_only(request.auth, MANAGE)
    if given.preview:
        return _imported(plan_of(given.csv), done=False)
    plan = import_ownership(text=given.csv, by=Actor.token(request.auth))
    return _imported(plan, done=not plan.errors)


@router.get("/product-groups", response=GroupsPage)
def list_groups(request: TokenRequest) -> GroupsPage:  # noqa: ARG001  any token that reads tickets
    """With their areas and experts, in the order an admin gave them."""
    return GroupsPage(items=[ProductGroupShape.of(group) for group in product_groups()])


@router.put("/product-groups/{slug}/smes/{region}", response=ProductGroupShape)
def put_sme(request: TokenRequest, slug: str, region: str, given: SmeGiven) -> ProductGroupShape:
    """The expert of a group in a region."""
    admins_only(request.auth, MANAGE)
    group, where = _place(slug, region)
    staff = active_staff().filter(email__iexact=given.staff).first() if given.staff else None
    if given.staff and staff is None:
        raise ValidationError({"staff": f"Nobody here has the address {given.staff[:100]}."})
    set_sme(group=group, region=where, staff=staff, by=Actor.token(request.auth))
    return ProductGroupShape.of(product_groups().get(pk=group.pk))


@router.get("/coverage-gaps", response=GapsPage)
def list_gaps(request: TokenRequest) -> GapsPage:  # noqa: ARG001  any token that reads tickets
    """Groups that nobody covers in a region, now."""
    return GapsPage(items=[GapShape.of(gap) for gap in gaps(clock.now())])


def _place(slug: str, region: str) -> tuple[ProductGroup, Region]:
    group, where = group_named(slug), region_named(region)
    if group is None:
        raise ProductGroup.DoesNotExist
    if where is None:
        raise Region.DoesNotExist
    return group, where


def _imported(plan: Plan, *, done: bool) -> ImportAnswer:
    return ImportAnswer(
        added=[row.name for row in plan.added],
        changed=[row.name for row in plan.changed],
        same=plan.same,
        errors=[LineError(line=line, detail=text) for line, text in plan.errors],
        done=done,
    )
