"""Accounts as JSON. Fields are added, never renamed."""

from datetime import datetime
from decimal import Decimal
from typing import Any, Self

from ninja import Schema
from pydantic import ConfigDict, Field

from clew.api.v1.account_health import HealthShape, health_shape
from clew.api.v1.instants import Instant
from clew.people.accounts.fields import OWNERS
from clew.people.models import AccountOwner, Group, PlanChange
from clew.people.queries.accounts import AccountDetails

MOST_ROWS = 1_000
Amount = Decimal | str | None
BACK = "Null: what the product says counts again"


class OwnerShape(Schema):
    name: str
    email: str
    is_staff: bool = Field(description="Somebody who signs in here")

    @classmethod
    def of(cls, owner: AccountOwner) -> Self:
        staff = owner.staff
        return cls(
            name=staff.name if staff else owner.name,
            email=staff.email if staff else owner.email,
            is_staff=staff is not None,
        )


class LinkShape(Schema):
    label: str = ""
    url: str


class PlanShape(Schema):
    before: str
    after: str
    at: datetime
    by: str = Field(description="Empty: an event said so")

    @classmethod
    def of(cls, change: PlanChange) -> Self:
        return cls(before=change.before, after=change.after, at=change.at, by=change.by_name)


class ValuesShape(Schema):
    plan: str | None = None
    mrr: float | None = None
    arr: float | None = None
    currency: str | None = None
    trial_ends_at: datetime | None = None
    renews_at: datetime | None = None
    seats: int | None = None
    seats_used: int | None = None
    region: str | None = None
    risk: str | None = None


class AccountSummary(Schema):
    key: str
    type: str = Field(description="The type of group that is the account")
    name: str
    values: ValuesShape
    created_at: datetime
    last_seen_at: datetime | None

    @classmethod
    def of(cls, group: Group, values: dict[str, Any], **more: Any) -> Self:
        return cls(
            key=group.key,
            type=group.type.name,
            name=group.display_name,
            values=ValuesShape(**values),
            created_at=group.created_at,
            last_seen_at=group.last_seen_at,
            **more,
        )


class AccountInFull(AccountSummary):
    given: list[str] = Field(description="Fields set by hand, the API or a file: they win")
    owners: dict[str, OwnerShape | None] = Field(description="csm, tam and ae")
    links: list[LinkShape]
    plan_history: list[PlanShape] = Field(description="Latest first")
    health: HealthShape | None = None
    merged_keys: list[str] = Field(description="Accounts that became part of this one")

    @classmethod
    def of_details(cls, details: AccountDetails, merged_keys: list[str]) -> Self:
        owners = {kind: details.owners.get(kind) for kind in OWNERS}
        return cls.of(
            details.group,
            details.values,
            given=sorted(details.given),
            owners={kind: OwnerShape.of(one) if one else None for kind, one in owners.items()},
            links=[LinkShape(**link) for link in details.links],
            plan_history=[PlanShape.of(change) for change in details.plans],
            health=health_shape(details.group),
            merged_keys=merged_keys,
        )


class AccountsPage(Schema):
    items: list[AccountSummary]
    next_cursor: str | None = None


class OwnerGiven(Schema):
    """Of somebody who signs in here the email is enough."""

    model_config = ConfigDict(extra="forbid")
    name: str = ""
    email: str = ""


class ValuesGiven(Schema):
    """What is left out stays as it is; null takes back what was set."""

    model_config = ConfigDict(extra="forbid")
    plan: str | None = Field(None, description=BACK)
    mrr: Amount = None
    arr: Amount = None
    currency: str | None = Field(None, description="Three letters, such as USD")
    trial_ends_at: Instant | str | None = None
    renews_at: Instant | str | None = None
    seats: int | str | None = None
    seats_used: int | str | None = None
    region: str | None = None
    risk: str | None = None

    def told(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.model_fields_set}


class AccountGiven(Schema):
    """What is left out stays as it is."""

    model_config = ConfigDict(extra="forbid")
    values: ValuesGiven | None = None
    owners: dict[str, OwnerGiven | None] | None = Field(
        None, description="csm, tam, ae; null: " + BACK
    )
    links: list[LinkShape] | None = Field(None, description="All of them")

    def fields(self) -> dict[str, Any]:
        """Owners are fields too. An unknown kind is refused by the action, by name."""
        owners = self.owners or {}
        told = {kind: owner.dict() if owner else None for kind, owner in owners.items()}
        return (self.values.told() if self.values else {}) | told


class RowGiven(ValuesGiven):
    key: str
    csm: str | None = Field(None, description="An email address or a name")
    tam: str | None = None
    ae: str | None = None


class RowsGiven(Schema):
    model_config = ConfigDict(extra="forbid")
    rows: list[RowGiven] = Field(max_length=MOST_ROWS)
    environment: str = ""


class Imported(Schema):
    lines: int
    changed: int = Field(description="Accounts that became different")
