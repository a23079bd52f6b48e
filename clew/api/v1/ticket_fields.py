"""The installation's own ticket fields."""

from typing import Any, Self

from ninja import Router, Schema
from pydantic import Field

from clew.api.v1.idempotency import created
from clew.api.v1.tokens import TokenRequest, admins_only
from clew.core.actors import Actor
from clew.tickets.actions.field_definitions import Definition, create_field
from clew.tickets.fields import definitions
from clew.tickets.models import TicketField

router = Router(tags=["ticket fields"])


class ChoiceShape(Schema):
    value: str
    label: str
    retired: bool


class TicketFieldGiven(Schema):
    label: str
    kind: str = Field("text", description="text, number, choice, date, person or checkbox")
    slug: str = Field("", description="Made from the label when empty")
    help: str = ""
    choices: list[str] = Field([], description="Labels, for the kind choice")
    required_on: list[str] = Field([], description="Statuses it must be filled in for")
    areas: list[str] = Field([], description="Product areas it is asked for; empty for all")
    shown_to_customer: bool = Field(default=False, description="On the contact form")


class TicketFieldShape(Schema):
    slug: str
    label: str
    help: str
    kind: str
    choices: list[ChoiceShape]
    required_on: list[str]
    areas: list[str]
    shown_to_customer: bool
    position: int
    active: bool

    @classmethod
    def of(cls, field: TicketField) -> Self:
        given: dict[str, Any] = {name: getattr(field, name) for name in cls.model_fields}
        return cls(**given)


class TicketFieldsPage(Schema):
    items: list[TicketFieldShape]
    next_cursor: None = None


@router.get("/ticket-fields", response=TicketFieldsPage)
def list_ticket_fields(request: TokenRequest) -> TicketFieldsPage:  # noqa: ARG001  any token
    """In their order, retired ones too. All on one page: there are at most 60."""
    return TicketFieldsPage(items=[TicketFieldShape.of(each) for each in definitions(retired=True)])


@router.post("/ticket-fields", response={201: TicketFieldShape})
@created
def make_ticket_field(request: TokenRequest, given: TicketFieldGiven) -> TicketFieldShape:
    """Admin tokens only."""
    admins_only(request.auth, "make ticket fields")
    definition = Definition(**given.dict())
    return TicketFieldShape.of(create_field(definition=definition, by=Actor.token(request.auth)))
