"""Reads about staff, teams, environments and keys."""

import math

from django.db.models import Count, F, Q, QuerySet

from clew.core import clock
from clew.core.briefly import BrieflyKnown
from clew.core.kept import kept
from clew.people.models import (
    ApiToken,
    Environment,
    OwnerInvitation,
    Role,
    RoleGrant,
    Staff,
    Team,
)
from clew.people.models.staff import RANKS
from clew.people.secret_tokens import digest


def environments() -> QuerySet[Environment]:
    """Production first."""
    return Environment.objects.order_by("-is_default", "name")


def every_environment() -> list[Environment]:
    """Production first, for every page."""
    return kept("environments", environments).rows()


def environment_named(name: str) -> Environment | None:
    return Environment.objects.filter(name=name).first() if name and "\x00" not in name else None


def default_environment() -> Environment:
    """The one every installation has; made on first use. Nothing changes it."""
    if found := _default_environment():
        return found
    _default_environment.forget()
    return Environment.objects.create(name="production", is_default=True)


def _default() -> QuerySet[Environment]:
    return Environment.objects.filter(is_default=True)[:1]


_default_environment = BrieflyKnown(
    lambda: next(iter(kept("default environment", _default).rows()), None), known_for=math.inf
)


def active_staff() -> QuerySet[Staff]:
    """Everybody a ticket can be assigned to or mentioned to, by name."""
    return Staff.objects.filter(is_active=True)


def colleagues() -> list[Staff]:
    """``active_staff`` with what pages show of them all each time."""
    return kept("colleagues", _colleagues).rows()


def _colleagues() -> QuerySet[Staff]:
    role = ("role", "granted_role", "granted_until")
    return active_staff().only("name", "email", "picture", *role)


def all_staff() -> QuerySet[Staff]:
    """Active first, with their teams."""
    return Staff.objects.prefetch_related("teams").order_by("-is_active", "name")


def team_choices() -> QuerySet[Team]:
    """Every team, by name."""
    return Team.objects.all()


def every_team() -> list[Team]:
    """``team_choices``, for pages that show them all each time."""
    return kept("teams", team_choices).rows()


def teams() -> QuerySet[Team]:
    """With how many people are in each."""
    active = Count("members", filter=Q(members__is_active=True))
    return Team.objects.annotate(people=active).order_by("name")  # grouping drops the model's own


def team_named(slug: str) -> Team | None:
    return Team.objects.filter(slug=slug).first()


def staff_for(admin: Staff, pk: int) -> Staff | None:
    """A colleague an admin may manage: nobody whose role is above theirs for good."""
    found = Staff.objects.filter(pk=pk).first() if admin.is_admin else None
    if found and RANKS.index(Role(found.role)) > RANKS.index(Role(admin.role)):
        return None
    return found


def grants_of(staff: Staff) -> QuerySet[RoleGrant]:
    """Newest first."""
    return RoleGrant.objects.filter(staff=staff).order_by("-pk")


def people_found(text: str, role: str) -> QuerySet[Staff]:
    """By name or address, and role; a role that is granted now counts."""
    rows, text = all_staff(), text.replace("\x00", "").strip()
    if text:
        rows = rows.filter(Q(name__icontains=text) | Q(email__icontains=text))
    if role not in Role.values:
        return rows
    granted = Q(granted_role=role, granted_until__gt=clock.now())
    return rows.filter(Q(role=role) | granted)


def owner_has_password() -> bool:
    """False before the first run is finished, and for a demo company's owner."""
    owner = Staff.objects.filter(role=Role.OWNER, is_active=True).order_by("pk").first()
    return owner is not None and owner.has_usable_password()


def invitation_for(token: str) -> OwnerInvitation | None:
    """The invitation behind a link while it can still be used."""
    usable = OwnerInvitation.objects.filter(used_at=None, expires_at__gt=clock.now())
    found = usable.select_related("staff").filter(digest=digest(token)).first()
    if found is None or (found.staff and not found.staff.is_active):
        return None
    owners = Staff.objects.filter(role=Role.OWNER)
    return None if found.staff is None and owners.exists() else found


def api_tokens() -> QuerySet[ApiToken]:
    """Working ones first, newest first."""
    return ApiToken.objects.select_related("created_by").order_by(
        F("revoked_at").desc(nulls_first=True), "-created_at"
    )


def api_token_for(admin: Staff, pk: int) -> ApiToken | None:
    return ApiToken.objects.filter(pk=pk).first() if admin.is_admin else None
