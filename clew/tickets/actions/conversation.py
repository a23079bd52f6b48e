"""Replying to customers, noting among ourselves, and hearing from customers."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from django.core.exceptions import PermissionDenied, ValidationError

from clew.core import clock
from clew.core.actors import Actor
from clew.people.models import Person, Staff
from clew.tickets.actions.changing import LIGHT_AGENTS, changing
from clew.tickets.actions.deliveries import queue_deliveries
from clew.tickets.actions.messages import customer_message, post, staff_message
from clew.tickets.actions.opening import open_ticket
from clew.tickets.actions.properties import change_assignee, change_status
from clew.tickets.models import Attachment, Message, Status, Ticket
from clew.tickets.originals import Original, keep_original

REOPENS_WITHIN = timedelta(days=20)  # after solving; later words open a follow-up
WAKES = {Status.PENDING, Status.HOLD, Status.SOLVED}


def reply(
    *,
    ticket: Ticket,
    staff: Staff | None,
    body: str,
    by: Actor | None = None,
    attachments: Sequence[Attachment] = (),
    status: str | None = None,
    created_at: datetime | None = None,
) -> Message:
    """A public reply, queued for delivery with the same transaction.

    ``staff`` is None for an API token, then ``by`` names it. With ``created_at`` the reply is
    history being imported: it is not delivered again. Raises PermissionDenied for light agents
    and ValidationError on a closed ticket.
    """
    by = author_of_reply(staff, by)
    with changing(ticket, at=created_at) as at:
        refuse_closed(ticket)
        message = staff_message(ticket, staff=staff, by=by, body=body, public=True, at=at)
        post(ticket, message, attachments=attachments, by=by)
        if ticket.assignee_id is None and staff is not None:
            change_assignee(ticket, staff, by=by, at=at)
        after = status or (Status.OPEN if ticket.status == Status.NEW else ticket.status)
        change_status(ticket, after, by=by, at=at)
        if created_at is None:
            queue_deliveries(ticket, message)
    return message


def add_note(
    *,
    ticket: Ticket,
    staff: Staff | None,
    body: str,
    by: Actor | None = None,
    attachments: Sequence[Attachment] = (),
    created_at: datetime | None = None,
    mentions: Collection[int] = (),
) -> Message:
    """An internal note: customers never see it, and it moves nothing. ``mentions``: staff ids."""
    by = _author(staff, by)
    with changing(ticket, at=created_at) as at:
        message = staff_message(ticket, staff=staff, by=by, body=body, public=False, at=at)
        post(ticket, message, attachments=attachments, by=by, mentions=mentions)
    return message


def receive_message(
    *,
    ticket: Ticket,
    person: Person,
    body: str,
    channel: str,
    attachments: Sequence[Attachment] = (),
    created_at: datetime | None = None,
    original: Original | None = None,
) -> Message:
    """The customer writes. Wakes the ticket, or opens a follow-up when it is long over."""
    by = Actor.customer(person)
    with changing(ticket, at=created_at) as at:
        if _is_over(ticket, at):
            return _follow_up(ticket, person, body, channel, attachments, created_at, original)
        message = customer_message(ticket, person=person, body=body, channel=channel, at=at)
        post(ticket, message, attachments=attachments, by=by)
        keep_original(message, original)
        if ticket.status in WAKES:
            change_status(ticket, Status.OPEN, by=by, at=at)
    return message


def author_of_reply(staff: Staff | None, by: Actor | None = None) -> Actor:
    """Raises PermissionDenied for light agents, with words for them."""
    if staff is not None and not staff.can_reply_publicly:
        raise PermissionDenied(LIGHT_AGENTS.format(verb="reply to customers"))
    return _author(staff, by)


def refuse_closed(ticket: Ticket) -> None:
    if ticket.status == Status.CLOSED:
        raise ValidationError("This ticket is closed. Reopen it, then reply.")


def _author(staff: Staff | None, by: Actor | None) -> Actor:
    if by is not None:
        return by
    if staff is None:
        raise ValueError("A message of ours needs a member of staff or an actor")
    return Actor.staff(staff)


def _is_over(ticket: Ticket, at: datetime) -> bool:
    long_solved = ticket.solved_at is not None and at - ticket.solved_at > REOPENS_WITHIN
    return ticket.status == Status.CLOSED or (ticket.status == Status.SOLVED and long_solved)


def _follow_up(  # noqa: PLR0917
    ticket: Ticket,
    person: Person,
    body: str,
    channel: str,
    attachments: Sequence[Attachment],
    created_at: datetime | None,
    original: Original | None,
) -> Message:
    new = open_ticket(
        environment=ticket.environment,
        subject=ticket.subject,
        body=body,
        requester=person,
        channel=channel,
        by=Actor.customer(person),
        kind=ticket.kind,
        area=ticket.area,
        severity=ticket.severity,
        context={"follow_up_of": ticket.number},
        verified=ticket.verified,
        reply_address=ticket.reply_address,
        attachments=attachments,
        created_at=created_at or clock.now(),
        account=ticket.account,
        original=original,
    )
    return new.messages.get()
