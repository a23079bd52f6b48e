"""Mailboxes that are read by IMAP. Admin tokens only."""

from datetime import datetime
from typing import Self

from ninja import Router, Schema, Status
from pydantic import Field

from clew.api.v1.idempotency import created
from clew.api.v1.tokens import TokenRequest, admins_only
from clew.channels.email.mailboxes import actions, queries
from clew.channels.email.models import Mailbox
from clew.core.actors import Actor

router = Router(tags=["mail"])
MANAGE = "set up mailboxes"
PLAIN = (
    "name", "host", "port", "security", "user", "folder", "imports_existing", "active", "error",
    "checked_at", "failing_since", "changed_at",
)  # fmt: skip


class MailboxShape(Schema):
    """Never with its password."""

    id: int
    name: str
    host: str
    port: int
    security: str = Field(description="tls, starttls or plain")
    user: str
    folder: str
    team: str | None = Field(description="Slug of the team that gets its tickets")
    imports_existing: bool = Field(description="Also what was in the folder before")
    active: bool
    connected: bool
    error: str = Field(description="In words, while it cannot be read")
    failing_since: datetime | None
    checked_at: datetime | None = Field(description="When its server answered last")
    messages_today: int = Field(description="Since midnight UTC")
    changed_at: datetime

    @classmethod
    def of(cls, mailbox: Mailbox) -> Self:
        given = {name: getattr(mailbox, name) for name in PLAIN}
        held = bool(getattr(mailbox, "is_held", False))
        return cls(
            id=mailbox.pk,
            team=mailbox.team.slug if mailbox.team else None,
            connected=held and mailbox.checked_at is not None and not mailbox.error,
            messages_today=int(getattr(mailbox, "today", 0)),
            **given,
        )


class MailboxesPage(Schema):
    items: list[MailboxShape]
    next_cursor: str | None = None


class NewMailbox(Schema):
    host: str
    user: str
    password: str
    port: int = 993
    security: str = "tls"
    folder: str = "INBOX"
    name: str = ""
    team: str | None = Field(None, description="A slug")
    imports_existing: bool = False
    active: bool = True


class MailboxChanges(Schema):
    host: str | None = None
    user: str | None = None
    password: str | None = Field(None, description="Needed again where the server changes")
    port: int | None = None
    security: str | None = None
    folder: str | None = None
    name: str | None = None
    team: str | None = Field(None, description="A slug; empty for none")
    imports_existing: bool | None = None
    active: bool | None = None


@router.get("/mailboxes", response=MailboxesPage)
def list_mailboxes(request: TokenRequest) -> MailboxesPage:
    """By name."""
    admins_only(request.auth, MANAGE)
    found = queries.mailboxes_for(request.auth)
    return MailboxesPage(items=[MailboxShape.of(each) for each in found])


@router.post("/mailboxes", response={201: MailboxShape})
@created
def create_mailbox(request: TokenRequest, given: NewMailbox) -> MailboxShape:
    """It is read from a second later on."""
    admins_only(request.auth, MANAGE)
    made = actions.add_mailbox(by=Actor.token(request.auth), **given.dict())
    return MailboxShape.of(made)


@router.get("/mailboxes/{int:mailbox_id}", response=MailboxShape)
def read_mailbox(request: TokenRequest, mailbox_id: int) -> MailboxShape:
    admins_only(request.auth, MANAGE)
    return MailboxShape.of(queries.mailbox_for(request.auth, mailbox_id))


@router.patch("/mailboxes/{int:mailbox_id}", response=MailboxShape)
def change_mailbox(request: TokenRequest, mailbox_id: int, changes: MailboxChanges) -> MailboxShape:
    """What is left out stays."""
    admins_only(request.auth, MANAGE)
    mailbox = queries.mailbox_for(request.auth, mailbox_id)
    given = {name: value for name, value in changes.dict().items() if value is not None}
    actions.change_mailbox(mailbox=mailbox, by=Actor.token(request.auth), **given)
    return MailboxShape.of(queries.mailbox_for(request.auth, mailbox_id))


@router.delete("/mailboxes/{int:mailbox_id}", response={204: None})
def remove_mailbox(request: TokenRequest, mailbox_id: int) -> Status[None]:
    """It is not read any more; what came from it stays."""
    admins_only(request.auth, MANAGE)
    mailbox = queries.mailbox_for(request.auth, mailbox_id)
    actions.remove_mailbox(mailbox=mailbox, by=Actor.token(request.auth))
    return Status(204, None)
