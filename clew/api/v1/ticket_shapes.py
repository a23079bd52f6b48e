"""Tickets as JSON. Fields are added, never renamed."""

from datetime import datetime
from typing import Any, Literal, Self
from uuid import UUID

from django.conf import settings
from ninja import Schema
from pydantic import Field

from clew.api.v1.target_shapes import TargetShape
from clew.people.models import Group, Person, Staff, Team
from clew.people.queries import distinct_ids_of
from clew.tickets.models import Attachment, AuthorKind, Delivery, Message, Ticket


class StaffShape(Schema):
    id: int
    name: str
    email: str


class TeamShape(Schema):
    slug: str
    name: str


class RequesterShape(Schema):
    id: UUID
    name: str
    email: str
    distinct_ids: list[str]

    @classmethod
    def of(cls, person: Person) -> Self:
        """Those of a list come with theirs."""
        read = getattr(person, "_prefetched_objects_cache", {}).get("distinct_ids")
        ids = distinct_ids_of(person) if read is None else [each.distinct_id for each in read]
        return cls(id=person.pk, name=person.name, email=person.email, distinct_ids=ids)


class AccountShape(Schema):
    type: str
    key: str
    name: str
    plan: str

    @classmethod
    def of(cls, group: Group) -> Self:
        return cls(type=group.type.name, key=group.key, name=group.display_name, plan=group.plan)


class AttachmentShape(Schema):
    id: str
    filename: str
    content_type: str
    size: int = Field(description="Bytes")
    url: str

    @classmethod
    def of(cls, attachment: Attachment) -> Self:
        return cls(
            id=attachment.secret,
            filename=attachment.filename,
            content_type=attachment.content_type,
            size=attachment.size,
            url=f"{settings.CLEW_BASE_URL}/api/v1/attachments/{attachment.secret}",
        )


class AuthorShape(Schema):
    kind: str = Field(description="customer, staff or system")
    name: str
    email: str


class DeliveryShape(Schema):
    """One copy of a reply on its way to one address."""

    address: str
    channel: str
    state: str = Field(description="waiting, sent, failed (tried again), bounced or dead")
    error: str = Field(description="Why it failed or came back, in words")
    attempts: int
    sent_at: datetime | None

    @classmethod
    def of(cls, delivery: Delivery) -> Self:
        names = ("address", "channel", "state", "error", "attempts", "sent_at")
        return cls(**{name: getattr(delivery, name) for name in names})


class MessageShape(Schema):
    id: int
    author: AuthorShape
    public: bool
    body: str = Field(description="Markdown as written; of a customer's mail, plain text")
    body_html: str = Field(description="Sanitised")
    created_at: datetime
    edited_at: datetime | None = Field(description="Of an internal note")
    deleted_at: datetime | None = Field(description="Of an internal note; its body is empty")
    releases_at: datetime | None = Field(
        description="A reply that can still be taken back; it is public from then on"
    )
    attachments: list[AttachmentShape]
    automatic: bool = Field(default=False, description="No person wrote it: a mailbox, or Clew")
    sender_verified: Literal["pass", "fail", "none"] | None = Field(
        None, description="Of mail: whether it is proven to come from its address"
    )
    from_address: str | None = Field(None, description="Of mail: who sent it")
    unverified_participant: bool = Field(
        default=False, description="Of mail: its sender took no part in the ticket before"
    )
    claims_customer: bool = Field(
        default=False, description="Of mail: not proven, and the address is a known customer's"
    )
    deliveries: list[DeliveryShape] = Field([], description="Of a reply: one for each address")

    @classmethod
    def of(cls, message: Message, **more: Any) -> Self:
        writer = message.staff or message.person
        mail = message.mail or {}
        return cls(
            id=message.pk,
            author=AuthorShape(
                kind=message.author_kind,
                name=message.author_name,
                email=writer.email if writer else "",
            ),
            public=message.public,
            body=message.body,
            body_html=message.body_html,
            created_at=message.created_at,
            edited_at=message.edited_at,
            deleted_at=message.deleted_at,
            releases_at=message.releases_at,
            attachments=[AttachmentShape.of(file) for file in message.files],
            automatic=message.is_automatic or message.author_kind == AuthorKind.SYSTEM,
            sender_verified=mail.get("verdict") or None,
            from_address=mail.get("address") or None,
            unverified_participant=bool(mail.get("unverified_participant")),
            claims_customer=bool(mail.get("claims_customer")),
            deliveries=[DeliveryShape.of(each) for each in message.sendings],
            **more,
        )


class PostedMessage(MessageShape):
    ticket: int = Field(description="The number of the ticket it is on: a follow-up's, perhaps")


class TicketSummary(Schema):
    """A ticket in a list: everything but its messages."""

    number: int
    url: str
    subject: str
    status: str
    priority: str
    severity: str
    kind: str
    area: str
    channel: str
    team: TeamShape | None
    assignee: StaffShape | None
    tags: list[str]
    fields: dict[str, Any] = Field({}, description="Your own fields, by slug")
    requester: RequesterShape
    account: AccountShape | None
    verified: bool
    created_at: datetime
    updated_at: datetime
    solved_at: datetime | None
    status_changed_at: datetime | None
    hold_until: datetime | None = Field(description="When a ticket on hold wakes up")
    escalated_to: str = Field("", description="support or engineering while it is escalated")

    @classmethod
    def of(cls, ticket: Ticket, **more: Any) -> Self:
        plain = ("number", "subject", "status", "priority", "severity", "kind", "area", "channel")
        own = ("tags", "fields", "verified", "escalated_to")
        times = ("created_at", "updated_at", "solved_at", "status_changed_at", "hold_until")
        return cls(
            **{name: getattr(ticket, name) for name in (*plain, *times, *own)},
            url=f"{settings.CLEW_BASE_URL}{ticket.get_absolute_url()}",
            team=team_shape(ticket.team),
            assignee=staff_shape(ticket.assignee),
            requester=RequesterShape.of(ticket.requester),
            account=AccountShape.of(ticket.account) if ticket.account else None,
            **more,
        )


class TicketShape(TicketSummary):
    merged_into: int | None = Field(None, description="The ticket that this became part of")
    messages: list[MessageShape]
    targets: list[TargetShape] = Field(description="Response targets, in the order they began")


class ListedTicket(TicketSummary):
    targets: list[TargetShape] | None = Field(None, description="With include=targets")


class TicketsPage(Schema):
    items: list[ListedTicket]
    next_cursor: str | None


def team_shape(team: Team | None) -> TeamShape | None:
    return TeamShape(slug=team.slug, name=team.name) if team else None


def staff_shape(staff: Staff | None) -> StaffShape | None:
    return StaffShape(id=staff.pk, name=staff.name, email=staff.email) if staff else None
