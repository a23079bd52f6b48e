"""Mail that waits for somebody to look, and deciding about it. Admin tokens only."""

from datetime import datetime
from typing import Any, Self

from ninja import Router, Schema
from pydantic import Field

from clew.api.v1.tokens import TokenRequest, admins_only
from clew.channels.email.models import InboundMail
from clew.channels.email.suspended import actions, queries
from clew.core.actors import Actor

router = Router(tags=["mail"])
DECIDE = "decide about suspended mail"


class SuspendedMailShape(Schema):
    id: int
    number: int = Field(description="Of the reason, as documented; it never changes")
    reason: str
    title: str
    sender: str
    sender_name: str
    to: str
    subject: str
    received_at: datetime
    verdict: dict[str, Any]
    outcome: str = Field(description="quarantined, or what it became")
    ticket: int | None

    @classmethod
    def of(cls, mail: InboundMail) -> Self:
        why = mail.why
        return cls(
            id=mail.pk,
            number=why.number if why else 0,
            reason=mail.reason,
            title=why.title if why else "",
            sender=mail.from_address,
            sender_name=mail.from_name,
            to=mail.to,
            subject=mail.subject,
            received_at=mail.received_at,
            verdict=mail.verdict,
            outcome=mail.outcome,
            ticket=mail.ticket.number if mail.ticket else None,
        )


class SuspendedMailPage(Schema):
    items: list[SuspendedMailShape]
    next_cursor: str | None = None


class Recovery(Schema):
    as_sender: str = Field("", description="The address of whoever really wrote it")


@router.get("/mail/suspended", response=SuspendedMailPage)
def list_suspended_mail(request: TokenRequest, reason: str = "") -> SuspendedMailPage:
    """The latest 100, newest first."""
    admins_only(request.auth, DECIDE)
    found = queries.suspended_for(request.auth)
    wanted = found.filter(reason=reason.replace("\x00", "")) if reason else found
    return SuspendedMailPage(
        items=[SuspendedMailShape.of(mail) for mail in wanted[: queries.SHOWN]]
    )


@router.post("/mail/suspended/{int:mail_id}/recovery", response=SuspendedMailShape)
def recover_mail(
    request: TokenRequest, mail_id: int, given: Recovery | None = None
) -> SuspendedMailShape:
    """Files it now. What cannot be filed stays suspended: a mail without a sender, or from an
    address of ours, needs ``as_sender``.
    """
    admins_only(request.auth, DECIDE)
    mail = queries.mail_for(request.auth, mail_id)
    sender = given.as_sender if given else ""
    actions.recover(mail=mail, as_sender=sender, by=Actor.token(request.auth))
    return SuspendedMailShape.of(mail)


@router.post("/mail/suspended/{int:mail_id}/drop", response=SuspendedMailShape)
def drop_mail(request: TokenRequest, mail_id: int) -> SuspendedMailShape:
    """It can be put back for 30 days."""
    admins_only(request.auth, DECIDE)
    mail = queries.mail_for(request.auth, mail_id)
    actions.drop(mail=mail, by=Actor.token(request.auth))
    return SuspendedMailShape.of(mail)


@router.post("/mail/suspended/{int:mail_id}/return", response=SuspendedMailShape)
def put_mail_back(request: TokenRequest, mail_id: int) -> SuspendedMailShape:
    admins_only(request.auth, DECIDE)
    mail = queries.mail_for(request.auth, mail_id)
    actions.put_back(mail=mail, by=Actor.token(request.auth))
    return SuspendedMailShape.of(mail)
