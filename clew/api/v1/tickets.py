"""Tickets and their messages."""

from collections.abc import Sequence
from datetime import UTC, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import prefetch_related_objects
from ninja import Query, Router

from clew.api.v1.environments import environment_called
from clew.api.v1.idempotency import created, created_by_one_action
from clew.api.v1.target_shapes import target_shape
from clew.api.v1.ticket_changes import apply
from clew.api.v1.ticket_requests import MessageGiven, TicketChanges, TicketFilters, TicketGiven
from clew.api.v1.ticket_shapes import (
    ListedTicket,
    MessageShape,
    PostedMessage,
    TicketShape,
    TicketsPage,
)
from clew.api.v1.tokens import TokenRequest, admins_only
from clew.core import clock, facts
from clew.core.actors import Actor
from clew.people.actions import find_or_create_requester
from clew.people.models import ApiToken
from clew.routing.actions.catching_up import catch_up
from clew.routing.actions.foreseeing import foreseen
from clew.routing.queries.targets import targets_of, targets_of_many
from clew.tickets import actions, queries
from clew.tickets.models import Attachment, Message, Ticket
from clew.tickets.originals import Original

router = Router(tags=["tickets"])


@router.get("/tickets", response=TicketsPage)
def list_tickets(request: TokenRequest, filters: Query[TicketFilters]) -> TicketsPage:
    """Latest change first. Two statements, however long the page (three for a team's view)."""
    page = queries.ticket_list(
        request.auth,
        environment_called(filters.environment),
        view=filters.view,
        cursor=filters.cursor,
        limit=filters.limit,
        q=filters.q,
        status=filters.status,
    )
    prefetch_related_objects(page.items, "requester__distinct_ids")
    asked = "targets" in filters.include.split(",")
    found = targets_of_many(request.auth, page.items) if asked else {}
    items = [
        ListedTicket.of(
            ticket,
            targets=[target_shape(each) for each in found.get(ticket.pk, [])] if asked else None,
        )
        for ticket in page.items
    ]
    return TicketsPage(items=items, next_cursor=page.next_cursor or None)


@router.post("/tickets", response={201: TicketShape})
@created
def open_ticket(request: TokenRequest, given: TicketGiven, environment: str = "") -> TicketShape:
    """In the requester's name. The requester is found by distinct id or email, or made."""
    inside = environment_called(environment)
    by = Actor.token(request.auth)
    asks = given.requester
    with facts.batched(few=True):
        person = find_or_create_requester(
            environment=inside,
            email=asks.email,
            name=asks.name,
            distinct_id=asks.distinct_id,
            by=by,
        )
        ticket = actions.open_ticket(
            environment=inside,
            subject=given.subject,
            body=given.message,
            requester=person,
            channel=given.channel,
            by=by,
            kind=given.kind,
            area=given.area,
            severity=given.severity,
            tags=given.tags,
            fields=given.fields,
            attachments=uploads(request.auth, given.attachments),
            created_at=migrated_at(request.auth, given.created_at),
            distinct_id=asks.distinct_id,
            reply_address=asks.email,
            original=Original.api(given.model_dump(mode="json", exclude_unset=True)),
        )
    return _opened(ticket)


@router.get("/tickets/{int:number}", response=TicketShape)
def read_ticket(request: TokenRequest, number: int) -> TicketShape:
    """Internal notes included: tokens are for your side, not the customer's."""
    return shown(request.auth, number)


@router.patch("/tickets/{int:number}", response=TicketShape)
def change_ticket(request: TokenRequest, number: int, changes: TicketChanges) -> TicketShape:
    """All of the changes, or none of them."""
    ticket = queries.ticket_for(request.auth, number)
    with transaction.atomic():
        apply(changes, ticket=ticket, by=Actor.token(request.auth))
    return shown(request.auth, number)


@router.post("/tickets/{int:number}/messages", response={201: PostedMessage})
@created_by_one_action
def post_message(request: TokenRequest, number: int, given: MessageGiven) -> PostedMessage:
    """``from`` agent: a reply, or a note with ``public`` false. ``from`` customer: the requester.

    The requester's words on a ticket that is long over open a follow-up; ``ticket`` of the
    answer is the number of the ticket the message is on.
    """
    ticket = queries.ticket_for(request.auth, number)
    message = _write(request.auth, ticket, given)
    return PostedMessage.of(message, ticket=message.ticket.number)


def _write(token: ApiToken, ticket: Ticket, given: MessageGiven) -> Message:
    files = uploads(token, given.attachments)
    at = migrated_at(token, given.created_at)
    if given.sender == "customer":
        if not given.public:
            raise ValidationError({"public": "Customers write in public. Leave “public” out."})
        return actions.receive_message(
            ticket=ticket,
            person=ticket.requester,
            body=given.body,
            channel="api",
            attachments=files,
            created_at=at,
            original=Original.api(given.model_dump(mode="json", exclude_unset=True, by_alias=True)),
        )
    write = actions.reply if given.public else actions.add_note
    by = Actor.token(token)
    return write(
        ticket=ticket, staff=None, body=given.body, by=by, attachments=files, created_at=at
    )


def _opened(ticket: Ticket) -> TicketShape:
    """As it will be once routing has written down what it promises."""
    promised = foreseen(ticket)
    ticket.priority = promised.priority
    return TicketShape.of(
        ticket,
        messages=[MessageShape.of(ticket.first_message)],
        targets=[target_shape(run) for run in promised.targets],
    )


def shown(token: ApiToken, number: int) -> TicketShape:
    ticket = queries.ticket_for(token, number)
    if catch_up(ticket):
        ticket = queries.ticket_for(token, number)
    return shape_of(token, ticket)


def shape_of(token: ApiToken, ticket: Ticket) -> TicketShape:
    """In 3 statements, however long: messages with what is attached, targets, distinct ids."""
    into = ticket.merged_into
    return TicketShape.of(
        ticket,
        merged_into=into.number if into else None,
        messages=[MessageShape.of(message) for message in queries.messages_of(ticket)],
        targets=[target_shape(each) for each in targets_of(token, ticket)],
    )


def uploads(token: ApiToken, ids: Sequence[str]) -> list[Attachment]:
    """Raises ValidationError for an id that is none."""
    try:
        return [queries.attachment_for(token, each) for each in dict.fromkeys(ids)]
    except Attachment.DoesNotExist:
        raise ValidationError({"attachments": "There is no such upload. Send it again."}) from None


def migrated_at(token: ApiToken, given: datetime | None) -> datetime | None:
    """Raises PermissionDenied without an admin token, ValidationError for the future."""
    if given is None:
        return None
    admins_only(token, "set created_at")
    at = given if given.tzinfo else given.replace(tzinfo=UTC)
    if at > clock.now():
        raise ValidationError({"created_at": "This is in the future."})
    return at.astimezone(UTC)
