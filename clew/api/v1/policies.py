"""Policies: who is promised what, and how priority is derived. Each change is a version."""

from datetime import datetime
from typing import Any, Self

from django.core.exceptions import ValidationError
from ninja import Router, Schema
from ninja.errors import HttpError
from pydantic import Field

from clew.api.v1.tokens import TokenRequest, admins_only
from clew.core.actors import Actor
from clew.coverage.queries.calendars import calendars_json
from clew.routing.actions.policies import put_policies
from clew.routing.models import PolicyVersion
from clew.routing.policies.telling import differences
from clew.routing.queries.comparing import preview_recompute
from clew.routing.queries.policies import content_in_force, newest_version
from clew.routing.queries.versions import version_numbered, versions_page
from clew.tickets.validation import CONFLICT

router = Router(tags=["policies"])
MANAGE = "change policies"
NONE = "There is no such version of the policies."


class VersionShape(Schema):
    version: int
    note: str
    by: str
    created_at: datetime
    changes: list[str] = Field([], description="Against the version before, a sentence each")


class PoliciesShape(VersionShape):
    policies: list[dict[str, Any]] = Field(description="In order: the first that fits applies")
    calendars: dict[str, dict[str, Any]] = Field(description="By slug, as they were then")

    @classmethod
    def whole(cls, version: PolicyVersion) -> Self:
        content = version.content
        return cls(**_plain(version), policies=content["policies"], calendars=content["calendars"])


class VersionsPage(Schema):
    items: list[VersionShape]
    next_cursor: str | None


class PoliciesGiven(Schema):
    policies: list[dict[str, Any]] = Field(
        description="All of them: slug, name, enabled, conditions, unknown_plan, priorities,"
        " targets. What is left out is gone"
    )
    note: str = ""
    version: int | None = Field(
        None, description="The one you read. 409 when another has come into force since"
    )


class PoliciesPut(Schema):
    version: int = Field(description="In force now")
    changed: bool = Field(description="False: they were as you sent them")


class WouldChange(Schema):
    unsolved: int
    examined: int = Field(description="The newest of them that were looked at")
    tickets: int = Field(description="With another target or priority")
    earlier: int
    later: int
    breached: int = Field(description="That would be breached at once")
    changes: list[str]


@router.get("/policies", response=PoliciesShape)
def read_policies(request: TokenRequest) -> PoliciesShape:  # noqa: ARG001  any token
    """Those in force. Any token."""
    newest = newest_version()
    if newest is None:
        raise HttpError(404, NONE)
    return PoliciesShape.whole(newest)


@router.get("/policies/versions", response=VersionsPage)
def list_versions(request: TokenRequest, cursor: str = "") -> VersionsPage:  # noqa: ARG001  any token
    """Newest first, each with what it changed."""
    if cursor and not (cursor.isdecimal() and len(cursor) < 13):  # noqa: PLR2004  digits of an id
        raise ValidationError({"cursor": "Not a cursor. Start again without one."})
    found, older = versions_page(int(cursor) if cursor else None)
    items = [VersionShape(**_plain(each.version), changes=each.changes) for each in found]
    return VersionsPage(items=items, next_cursor=str(older) if older else None)


@router.get("/policies/versions/{number}", response=PoliciesShape)
def read_version(request: TokenRequest, number: int) -> PoliciesShape:  # noqa: ARG001  any token
    found = version_numbered(number)
    if found is None:
        raise HttpError(404, NONE)
    return PoliciesShape.whole(found)


@router.put("/policies", response=PoliciesPut)
def change_policies(request: TokenRequest, given: PoliciesGiven) -> PoliciesPut:
    """Admin tokens only. In force at once; open tickets are brought to them by a job."""
    admins_only(request.auth, MANAGE)
    newest = newest_version()
    if given.version is not None and newest is not None and newest.pk != given.version:
        words = f"Version {newest.pk} is in force by now. Read it, and change that one."
        raise ValidationError(words, code=CONFLICT)
    by = Actor.token(request.auth)
    made = put_policies(content=_content(given), note=given.note, by=by)
    in_force = made or newest
    return PoliciesPut(version=in_force.pk if in_force else 0, changed=made is not None)


@router.post("/policies/preview", response=WouldChange)
def preview_policies(request: TokenRequest, given: PoliciesGiven) -> WouldChange:
    """Admin tokens only. What they would change for open tickets; nothing is stored."""
    admins_only(request.auth, MANAGE)
    content = _content(given)
    return WouldChange(
        **preview_recompute(content), changes=differences(content_in_force(), content)
    )


def _content(given: PoliciesGiven) -> dict[str, Any]:
    """With the calendars as they are now: those have an address of their own."""
    calendars = {**content_in_force()["calendars"], **calendars_json()}
    return {"policies": given.policies, "calendars": calendars}


def _plain(version: PolicyVersion) -> dict[str, Any]:
    return {
        "version": version.pk,
        "note": version.note,
        "by": version.by_name,
        "created_at": version.created_at,
    }
