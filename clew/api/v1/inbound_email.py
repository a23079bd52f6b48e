"""Mail that comes in through the API: stored, then filed while the caller waits."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from ninja import Query, Router, Schema, Status
from ninja.errors import HttpError
from pydantic import Field

from clew.api.v1.answers_to_mail import earlier_answer, keep_answer
from clew.api.v1.tokens import MailBearer, TokenRequest
from clew.channels.email.intake.outcomes import Arrived, arrived
from clew.channels.email.intake.storing import BEGINNING, store
from clew.channels.email.models import InboundMail, Source
from clew.people.models import Scope

router = Router(tags=["mail"])
TYPES = ("message/rfc822", "message/global")
BODY = {
    "requestBody": {
        "required": True,
        "content": {TYPES[0]: {"schema": {"type": "string", "format": "binary"}}},
        "description": "The message as it came, from its first header to its last byte",
    }
}


class Envelope(Schema):
    sender: str | None = Field(None, alias="from", description="MAIL FROM; empty is the null path")
    to: list[str] = Field([], description="RCPT TO; once for each")
    ip: str = Field("", description="Who handed it over to you; believed from admin tokens only")
    helo: str = Field("", description="Likewise")


class ParsedFile(Schema):
    name: str
    type: str
    size: int
    inline: bool


class ParsedMail(Schema):
    sender: str = Field(alias="from")
    from_name: str
    to: list[str]
    cc: list[str]
    subject: str
    date: datetime | None = Field(description="None when missing, unreadable or impossible")
    text: str
    html: str = Field(description="Safe to show")
    reply_text: str = Field(description="Without what was quoted, and without the signature")
    attachments: list[ParsedFile]
    auto: bool = Field(description="A machine wrote it")
    bounce: bool


class InboundAnswer(Schema):
    message_id: str = Field(description="Its Message-ID, or one of ours when it has none")
    outcome: str | None = Field(
        description="ticket, reply, suppressed, quarantined, duplicate or failed; null while it"
        " waits (202)"
    )
    reason: str | None = Field(description="Why it is not on a ticket, such as own_loop")
    reason_text: str | None = Field(description="The same with its number, in words")
    ticket: int | None
    parsed: ParsedMail | None = Field(description="null when it could not be read")


@router.post(
    "/inbound/email",
    response={200: InboundAnswer, 202: InboundAnswer},
    by_alias=True,
    auth=MailBearer(),
    openapi_extra=BODY,
)
def receive_email(request: TokenRequest, envelope: Query[Envelope]) -> Status[Any]:
    """Stored and committed first. The same message again answers “duplicate” with its ticket.

    After 60 seconds, or at once while three others wait, it answers 202: the mail is safe, and
    filed as soon as its turn comes.
    With an `Idempotency-Key` the same request again gets the same answer.
    """
    raw, size = _body(request)
    if earlier := earlier_answer(request, raw):
        return Status(200, earlier)
    mail = _stored(request, envelope, raw, size)
    if size > settings.CLEW_MAX_MAIL_BYTES:
        raise HttpError(413, f"{mail.said} Its beginning is kept as failed mail.")
    answer = _answer(arrived(mail))
    if answer["outcome"] is None:
        return Status(202, answer)
    keep_answer(request, raw, answer)
    return Status(200, answer)


def _stored(request: TokenRequest, envelope: Envelope, raw: bytes, size: int) -> InboundMail:
    trusted = request.auth.scope == Scope.ADMIN
    return store(
        raw,
        source=Source.API,
        envelope_from=envelope.sender,
        envelope_to=envelope.to,
        client_ip=envelope.ip if trusted else None,
        helo=envelope.helo if trusted else "",
        size=size,
    )


def _body(request: HttpRequest) -> tuple[bytes, int]:
    """And its whole size: of what is too large only the beginning is read."""
    if request.content_type not in TYPES:
        raise HttpError(415, "Send the raw message with “Content-Type: message/rfc822”.")
    most = settings.CLEW_MAX_MAIL_BYTES
    announced = int(request.headers.get("Content-Length") or 0)
    raw = request.read(BEGINNING if announced > most else most + 1)
    if not raw.strip():
        raise HttpError(422, "There is no message in the request.")
    return raw, max(len(raw), announced)


def _answer(found: Arrived) -> dict[str, Any]:
    mail, parsed = found.mail, found.parsed
    why, machines = mail.why, {"auto": bool(mail.auto), "bounce": mail.is_bounce}
    return {
        "message_id": f"<{mail.header_id or f'{mail.stable_id}@clew'}>",
        "outcome": mail.outcome or None,
        "reason": mail.reason or None,
        "reason_text": None if why is None else f"{why.number}: {why.title}. {why.advice}",
        "ticket": None if mail.ticket is None else mail.ticket.number,
        "parsed": None if parsed is None else parsed | machines,
    }
