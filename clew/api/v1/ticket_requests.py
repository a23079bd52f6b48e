"""What callers send about tickets. Fields are added, never renamed."""

from datetime import datetime
from typing import Literal

from ninja import Schema
from pydantic import Field

FieldValue = bool | int | float | str | None


class TicketFilters(Schema):
    view: str = Field("", description="unassigned, open, solved or team-<slug>; empty for all")
    status: str = Field("", description="One or several, separated by commas")
    q: str = Field("", description="Words, a number, or the requester's name or email")
    include: str = Field("", description="targets: with the response targets of each")
    environment: str = ""
    cursor: str = ""
    limit: int = 50


class RequesterGiven(Schema):
    email: str = ""
    name: str = ""
    distinct_id: str = ""


class TicketGiven(Schema):
    subject: str = ""
    message: str
    requester: RequesterGiven
    channel: str = Field("api", max_length=20, pattern=r"^[a-z][a-z0-9_-]*$")
    kind: str = "support"
    area: str = ""
    severity: str = "medium"
    tags: list[str] = []
    fields: dict[str, FieldValue] = Field({}, description="Values of your own fields, by slug")
    attachments: list[str] = Field([], description="Ids from POST /attachments")
    created_at: datetime | None = Field(None, description="Admin tokens: when migrating")


class TicketChanges(Schema):
    """Only what is given changes. ``assignee`` is an email, ``team`` a slug, null for none."""

    status: str = Field("", description="As the lifecycle allows; refused moves answer 409")
    hold_until: datetime | None = Field(None, description="When a ticket on hold wakes up")
    reason: str = Field("", description="Why the status changes, for the history", max_length=200)
    priority: str = ""
    severity: str = ""
    kind: str = ""
    area: str | None = None
    subject: str | None = None
    assignee: str | None = None
    team: str | None = None
    fields: dict[str, FieldValue] = Field({}, description="Your own fields; null clears one")
    tags: list[str] | None = None
    add_tags: list[str] = []
    remove_tags: list[str] = []


class MessageGiven(Schema):
    body: str
    public: bool = True
    sender: Literal["agent", "customer"] = Field("agent", alias="from")
    attachments: list[str] = Field([], description="Ids from POST /attachments")
    created_at: datetime | None = Field(None, description="Admin tokens: when migrating")
