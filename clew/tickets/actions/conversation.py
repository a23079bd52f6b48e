"""Replying to customers, noting among ourselves, and hearing from customers."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied

from clew.core.actors import Actor
from clew.people.models import Person, Staff
from clew.tickets.actions.batching import in_one
from clew.tickets.actions.changing import LIGHT_AGENTS, changing
from clew.tickets.actions.deliveries import queue_deliveries
from clew.tickets.actions.follow_ups import open_follow_up, running_follow_up
from clew.tickets.actions.messages import customer_message, post, staff_message
from clew.tickets.actions.properties import change_assignee
from clew.tickets.actions.status import move, wait_anew
from clew.tickets.arriving import PLAIN, Arriving
from clew.tickets.models import Attachment, Message, Status, Ticket
from clew.tickets.options import REOPEN_WINDOW
from clew.tickets.originals import Original, keep_original

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
    hold_until: datetime | None = None,
    reason: str = "",
) -> Message:
    """A public reply, queued for delivery with the same transaction.

    ``staff`` is None for an API token, then ``by`` names it. With ``created_at`` the reply is
    history being imported: it is not delivered again. Raises PermissionDenied for light agents
    and ValidationError on a closed ticket.
    """
    by = author_of_reply(staff, by)
    with changing(ticket, at=created_at) as at, in_one(ticket, by=by):
        message = staff_message(ticket, staff=staff, by=by, body=body, public=True, at=at)
        post(ticket, message, attachments=attachments, by=by)
        sent(ticket, message, by=by, at=at, status=status, hold_until=hold_until, reason=reason)
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
    arriving: Arriving = PLAIN,
) -> Message:
    """The customer writes. Wakes the ticket, or opens a follow-up when it is long over.

    On a merged ticket it is written on the one that this became part of, and on a ticket that
    is over on the follow-up that it has already. Who did not ask in the first place gets a
    follow-up of what they asked: it carries over whose it is.
    """
    by = Actor.customer(person)
    given: dict[str, Any] = {
        "person": person,
        "body": body,
        "channel": channel,
        "attachments": attachments,
        "original": original,
        "arriving": arriving,
    }
    with changing(ticket, at=created_at, closed_too=True) as at:
        elsewhere = ticket.merged_into
        if elsewhere and elsewhere.requester_id != person.pk and _is_over(elsewhere, at):
            elsewhere = None
        goes_on = _is_over(ticket, at) and not arriving.automatic
        if elsewhere is None and goes_on:
            elsewhere = running_follow_up(ticket, person)
        if elsewhere is None:
            if goes_on:
                return open_follow_up(ticket=ticket, by=by, at=at, **given).messages.get()
            message = customer_message(
                ticket, person=person, body=body, channel=channel, at=at, arriving=arriving
            )
            with in_one(ticket, by=by):
                post(ticket, message, attachments=attachments, by=by)
                keep_original(message, original)
                if ticket.status in WAKES and not message.is_automatic:
                    move(ticket, Status.OPEN, by=by, at=at)
            return message
    return receive_message(ticket=elsewhere, created_at=created_at, **given)


def author_of_reply(staff: Staff | None, by: Actor | None = None) -> Actor:
    """Raises PermissionDenied for light agents, with words for them."""
    if staff is not None and not staff.can_reply_publicly:
        raise PermissionDenied(LIGHT_AGENTS.format(verb="reply to customers"))
    return _author(staff, by)


def sent(
    ticket: Ticket,
    message: Message,
    *,
    by: Actor,
    at: datetime,
    status: str | None = None,
    hold_until: datetime | None = None,
    reason: str = "",
) -> None:
    """What a public reply does to its locked ticket once it is there."""
    if ticket.assignee_id is None and message.staff is not None:
        change_assignee(ticket, message.staff, by=by, at=at)
    after = status or (Status.OPEN if ticket.status == Status.NEW else ticket.status)
    if ticket.status == after == Status.PENDING:
        wait_anew(ticket, at=at)
    implied = not status
    move(ticket, after, by=by, at=at, hold_until=hold_until, reason=reason, is_implied=implied)


def _author(staff: Staff | None, by: Actor | None) -> Actor:
    if by is not None:
        return by
    if staff is None:
        raise ValueError("A message of ours needs a member of staff or an actor")
    return Actor.staff(staff)


def _is_over(ticket: Ticket, at: datetime) -> bool:
    if ticket.status == Status.CLOSED or ticket.solved_at is None:
        return ticket.status == Status.CLOSED
    return at - ticket.solved_at > timedelta(days=REOPEN_WINDOW.value())
