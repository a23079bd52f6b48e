"""Replies that can be taken back for a few seconds.

Until it leaves, a held reply is nothing but a row: not public, no delivery, no fact that it was
posted, and the ticket as it was. So whoever serves customers (widget, mail, API, live updates)
cannot show it too early, not even by forgetting to filter, and taking it back has nothing to undo
that somebody else may have changed in between. Everything a reply does happens when it leaves.
"""

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, timedelta

import structlog
from django.core.exceptions import PermissionDenied, ValidationError

from clew.core import clock, facts
from clew.core.actors import SYSTEM, Actor
from clew.core.kept import answers, bound
from clew.people.models import Staff
from clew.tickets.actions.batching import attempt, in_one
from clew.tickets.actions.changing import changing
from clew.tickets.actions.conversation import author_of_reply, sent
from clew.tickets.actions.deliveries import queue_deliveries
from clew.tickets.actions.drafts import put_back
from clew.tickets.actions.messages import announce, staff_message, store
from clew.tickets.actions.status import move
from clew.tickets.message_facts import ReplyHeld, ReplyTakenBack
from clew.tickets.models import Attachment, Draft, Message, Status, Ticket

log = structlog.get_logger(__name__)
# Nothing when it was taken back, or has left.
PUBLIC = """
UPDATE tickets_message
SET public = true, created_at = %s, releases_at = NULL, then_status = NULL, then_hold_until = NULL
WHERE id = %s AND releases_at IS NOT NULL RETURNING 1
"""
GONE = "The reply has left already. Write another one to correct it."


def hold_reply(
    *,
    ticket: Ticket,
    staff: Staff,
    body: str,
    seconds: int,
    attachments: Sequence[Attachment] = (),
    status: str | None = None,
    hold_until: datetime | None = None,
) -> Message:
    """As ``reply``, but it happens in ``seconds``. Refuses now what would be refused then."""
    by = author_of_reply(staff)
    with changing(ticket) as at, in_one(ticket, by=by):
        if status:
            _rehearse(ticket, status, hold_until, by=by, at=at)
        message = staff_message(ticket, staff=staff, by=by, body=body, public=False, at=at)
        message.releases_at = at + timedelta(seconds=seconds)
        message.then_status, message.then_hold_until = status or None, hold_until
        store(message, attachments=attachments, by=by)
        _record_held(message, by=by)
    return message


def take_back(*, ticket: Ticket, message: Message, by: Actor) -> Draft:
    """The reply is not sent; its text and files are its author's draft again."""
    with changing(ticket, closed_too=True):
        _lock_held(message)
        if (by.kind, by.id) != ("staff", str(message.staff_id)):
            raise PermissionDenied(f"Only {message.author_name} can take this reply back.")
        return _give_back(ticket, message, by=by)


def release_due() -> int:
    """Every held reply whose time has come, oldest first. Returns how many left."""
    due = Message.objects.filter(releases_at__lte=clock.now()).order_by("releases_at", "pk")
    return sum(_tried(message) for message in due.select_related("ticket", "staff"))


def _tried(message: Message) -> bool:
    try:
        return _release(message)
    except Exception:  # one that cannot leave must not keep the replies behind it here
        log.exception("reply.held_back", message=message.pk)
        return False


def _release(message: Message) -> bool:
    """False when somebody took it back, or another worker was quicker.

    On a ticket that was closed meanwhile nothing can be said any more: the text goes back to its
    author instead of being lost.
    """
    ticket, staff = message.ticket, message.staff
    by = Actor.staff(staff) if staff else SYSTEM
    with changing(ticket, closed_too=True) as at, in_one(ticket, by=by):
        if ticket.status == Status.CLOSED:
            with suppress(ValidationError):
                _lock_held(message)
                _give_back(ticket, message, by=by)
            return False
        status, hold_until = message.then_status, message.then_hold_until
        if not _is_made_public(message, at):
            return False
        announce(ticket, message, by=by)
        _move_along(ticket, message, by=by, at=at, status=status, hold_until=hold_until)
        queue_deliveries(ticket, message)
    return True


def _move_along(
    ticket: Ticket,
    message: Message,
    *,
    by: Actor,
    at: datetime,
    status: str | None,
    hold_until: datetime | None,
) -> None:
    """As was chosen with the reply, unless somebody else moved the ticket since."""
    if status:
        with suppress(ValidationError), attempt(ticket):
            sent(ticket, message, by=by, at=at, status=status, hold_until=hold_until)
            return
    sent(ticket, message, by=by, at=at)


class _Rehearsed(Exception):  # noqa: N818  nothing went wrong
    pass


def _rehearse(
    ticket: Ticket, status: str, hold_until: datetime | None, *, by: Actor, at: datetime
) -> None:
    """Makes the move and forgets it. Raises now what would be refused when the reply leaves."""
    with suppress(_Rehearsed), attempt(ticket):
        move(ticket, status, by=by, at=at, hold_until=hold_until)
        raise _Rehearsed


def _is_made_public(message: Message, at: datetime) -> bool:
    """It is said when it leaves: after whatever the customer wrote in the meantime."""
    message.public = True
    message.created_at = at
    message.releases_at = message.then_status = message.then_hold_until = None
    return bool(answers(PUBLIC, [at, bound(message.pk)]))


def _lock_held(message: Message) -> None:
    """The ticket is locked first, always. Raises ValidationError when the reply has left."""
    try:
        message.refresh_from_db(from_queryset=Message.objects.select_for_update(of=("self",)))
    except Message.DoesNotExist:
        raise ValidationError("The reply was taken back already.") from None
    if not message.is_held:
        raise ValidationError(GONE)


def _give_back(ticket: Ticket, message: Message, *, by: Actor) -> Draft:
    draft = put_back(ticket=ticket, message=message)
    facts.record(ReplyTakenBack(number=ticket.number, message_id=message.pk), by=by)
    message.delete()
    return draft


def _record_held(message: Message, *, by: Actor) -> None:
    assert message.releases_at is not None
    fact = ReplyHeld(
        number=message.ticket.number,
        message_id=message.pk,
        releases_at=message.releases_at.isoformat(),
    )
    facts.record(fact, by=by)
