"""Our addresses, and seeing that mail to them arrives. Admin tokens only."""

from datetime import datetime
from typing import Any, Self

from django.core.exceptions import ValidationError
from ninja import Router, Schema, Status
from pydantic import Field

from clew.api.v1.idempotency import created
from clew.api.v1.tokens import TokenRequest, admins_only
from clew.channels.email.models import AddressCheck, MailAddress
from clew.channels.email.setup import addresses, checks, queries
from clew.channels.email.setup.explaining import is_running, lines_of, state_of
from clew.core import clock
from clew.core.actors import Actor
from clew.people.staff_queries import team_named

router = Router(tags=["mail"])
MANAGE = "set up mail"
PLAIN = (
    "address", "name", "is_default", "signature", "quotes_history", "acknowledges", "changed_at",
)  # fmt: skip


class MailAddressShape(Schema):
    id: int
    address: str
    name: str
    team: str | None = Field(description="Slug of the team that gets its tickets")
    is_default: bool
    signature: str = Field(description="Markdown, below replies of agents without their own")
    quotes_history: bool
    acknowledges: bool
    changed_at: datetime

    @classmethod
    def of(cls, row: MailAddress) -> Self:
        given = {name: getattr(row, name) for name in PLAIN}
        return cls(id=row.pk, team=row.team.slug if row.team else None, **given)


class MailAddressesPage(Schema):
    items: list[MailAddressShape]
    next_cursor: str | None = None


class MailAddressGiven(Schema):
    address: str
    name: str = ""
    team: str | None = None
    is_default: bool = False
    signature: str = ""
    quotes_history: bool = True
    acknowledges: bool = True


class MailAddressChanges(Schema):
    address: str | None = None
    name: str | None = None
    team: str | None = Field(None, description='A slug; "" takes the team away')
    is_default: bool | None = None
    signature: str | None = None
    quotes_history: bool | None = None
    acknowledges: bool | None = None


class CheckLine(Schema):
    what: str
    state: str = Field(description="ok, warn, fail, unknown or waiting")
    said: str
    advice: str
    name: str
    record: str


class MailCheckShape(Schema):
    id: int
    address: str
    state: str
    running: bool
    lines: list[CheckLine]

    @classmethod
    def of(cls, check: AddressCheck) -> Self:
        now = clock.now()
        return cls(
            id=check.pk,
            address=check.to,
            state=state_of(check, now),
            running=is_running(check, now),
            lines=[CheckLine(**line.as_json()) for line in lines_of(check, now)],
        )


@router.get("/mail-addresses", response=MailAddressesPage)
def list_mail_addresses(request: TokenRequest) -> MailAddressesPage:
    admins_only(request.auth, MANAGE)
    found = queries.addresses_for(request.auth)
    return MailAddressesPage(items=[MailAddressShape.of(row) for row in found])


@router.post("/mail-addresses", response={201: MailAddressShape})
@created
def add_mail_address(request: TokenRequest, given: MailAddressGiven) -> MailAddressShape:
    admins_only(request.auth, MANAGE)
    values = _with_team(given.dict())
    return MailAddressShape.of(addresses.add_address(by=Actor.token(request.auth), **values))


@router.patch("/mail-addresses/{int:address_id}", response=MailAddressShape)
def change_mail_address(
    request: TokenRequest, address_id: int, changes: MailAddressChanges
) -> MailAddressShape:
    """What is left out stays."""
    admins_only(request.auth, MANAGE)
    row = queries.address_for(request.auth, address_id)
    given = {name: value for name, value in changes.dict().items() if value is not None}
    addresses.change_address(row=row, by=Actor.token(request.auth), **_with_team(given))
    return MailAddressShape.of(row)


@router.delete("/mail-addresses/{int:address_id}", response={204: None})
def remove_mail_address(request: TokenRequest, address_id: int) -> Status[None]:
    admins_only(request.auth, MANAGE)
    row = queries.address_for(request.auth, address_id)
    addresses.remove_address(row=row, by=Actor.token(request.auth))
    return Status(204, None)


@router.post("/mail-addresses/{int:address_id}/check", response={201: MailCheckShape})
@created
def check_mail_address(request: TokenRequest, address_id: int) -> MailCheckShape:
    """Sends a test mail there, and asks DNS. Read the check until it no longer runs."""
    admins_only(request.auth, MANAGE)
    row = queries.address_for(request.auth, address_id)
    return MailCheckShape.of(checks.start(address=row, by=Actor.token(request.auth)))


@router.get("/mail-checks/{int:check_id}", response=MailCheckShape)
def read_mail_check(request: TokenRequest, check_id: int) -> MailCheckShape:
    admins_only(request.auth, MANAGE)
    return MailCheckShape.of(queries.check_for(request.auth, check_id))


def _with_team(given: dict[str, Any]) -> dict[str, Any]:
    """``team`` by its slug."""
    if not given.get("team"):
        return given | {"team": None} if "team" in given else given
    team = team_named(given["team"])
    if team is None:
        raise ValidationError({"team": f"There is no team “{given['team']}”."})
    return {**given, "team": team}
