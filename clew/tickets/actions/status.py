"""Moving a ticket through its life. The rules are the table of clew.tickets.lifecycle.

Each returns whether it changed anything. What is refused raises with words that say what to do.
"""

from datetime import datetime, timedelta

from django.core.exceptions import PermissionDenied, ValidationError

from clew.core import facts
from clew.core.actors import Actor
from clew.people.models import Person
from clew.tickets.actions.batching import remembered
from clew.tickets.actions.changing import changing, refuse_light_agents, save
from clew.tickets.facts import StatusChanged, WakeUpChanged
from clew.tickets.fields import refuse_missing
from clew.tickets.lifecycle import Refusal, Who, allowed, wake_up_refusal
from clew.tickets.models import Status, Ticket, TicketField
from clew.tickets.options import MOST_HOLD
from clew.tickets.validation import CONFLICT, checked_choice, one_line

UNDO_WITHIN = timedelta(minutes=10)
MAX_REASON = 200  # characters
CLOCKS = ("solved_at", "hold_until", "pending_since", "pending_reminded_at", "status_changed_at")
WHO = {
    "staff": Who.AGENT,
    "token": Who.TOKEN,
    "customer": Who.CUSTOMER,
    "system": Who.SYSTEM,
}
TOO_LATE = "Somebody changed the status since, or it is more than 10 minutes ago. Set it instead."


def set_status(
    *,
    ticket: Ticket,
    status: str,
    by: Actor,
    at: datetime | None = None,
    hold_until: datetime | None = None,
    reason: str = "",
) -> bool:
    refuse_light_agents(by)
    with changing(ticket, at=at) as moment:
        return move(ticket, status, by=by, at=moment, hold_until=hold_until, reason=reason)


def undo_status(*, ticket: Ticket, by: Actor, to: str = "", at: datetime | None = None) -> bool:
    """Takes back the last move, if it was of the same person and less than ten minutes ago.

    With ``to`` only if it leads there. What it changed about time is as before too: when the ticket
    was solved, until when it slept. Raises ValidationError when it is too late.
    """
    refuse_light_agents(by)
    with changing(ticket, at=at, closed_too=True) as moment:
        last = _last_move(ticket, by=by, at=moment)
        if last is None or to not in {"", last.before}:
            raise ValidationError(TOO_LATE, code=CONFLICT)
        return _take_back(ticket, last, by=by, at=moment)


def confirm_solved(*, ticket: Ticket, person: Person, at: datetime | None = None) -> bool:
    """The customer says that the answer solved it."""
    with changing(ticket, at=at) as moment:
        return move(ticket, Status.SOLVED, by=Actor.customer(person), at=moment)


def move(
    ticket: Ticket,
    after: str,
    *,
    by: Actor,
    at: datetime,
    hold_until: datetime | None = None,
    reason: str = "",
    is_implied: bool = False,
) -> bool:
    """On a locked ticket, by somebody who is not a light agent.

    On hold needs ``hold_until``; another one on a held ticket moves its wake-up date. An implied
    move (the first reply opens) does not wait for required fields. Raises ValidationError for what
    the table has not, PermissionDenied for what others could do.
    """
    after, reason = checked_choice("status", after, Status), one_line(reason)[:MAX_REASON]
    if after == ticket.status:
        is_new_date = after == Status.HOLD and hold_until not in {None, ticket.hold_until}
        return is_new_date and _sleep_until(ticket, hold_until, by=by, at=at, reason=reason)
    answer = allowed(ticket.status, after, WHO[by.kind])
    if isinstance(answer, Refusal):
        if after == Status.NEW and (last := _last_move(ticket, by=by, at=at, to=after)):
            return _take_back(ticket, last, by=by, at=at)
        raise _error(answer)
    if after == Status.HOLD:
        _check_wake_up(hold_until, at)
    if answer.who in {Who.AGENT, Who.TOKEN} and not is_implied and _asks_fields(after):
        refuse_missing(ticket, after)
    clocks: dict[str, datetime | None] = dict.fromkeys(CLOCKS)
    clocks["solved_at"] = (ticket.solved_at or at) if after in _ENDS else None
    clocks["hold_until"] = hold_until if after == Status.HOLD else None
    clocks["pending_since"] = at if after == Status.PENDING else None
    _put(ticket, after, clocks | {"status_changed_at": at}, by=by, at=at, reason=reason)
    return True


def _asks_fields(status: str) -> bool:
    asked = TicketField.objects.filter(active=True, required_on__contains=[status])
    return remembered(("required fields", status), asked.exists)


_ENDS = {Status.SOLVED, Status.CLOSED}


def wait_anew(ticket: Ticket, *, at: datetime) -> None:
    """We wrote again on a pending ticket: the customer has the whole time once more."""
    ticket.pending_since, ticket.pending_reminded_at = at, None
    save(ticket, "pending_since", "pending_reminded_at", at=at)


def _sleep_until(
    ticket: Ticket, hold_until: datetime | None, *, by: Actor, at: datetime, reason: str
) -> bool:
    _check_wake_up(hold_until, at)
    before, ticket.hold_until = ticket.hold_until, hold_until
    save(ticket, "hold_until", at=at)
    fact = WakeUpChanged(
        number=ticket.number, before=_iso(before), after=_iso(hold_until), reason=reason
    )
    facts.record(fact, by=by, at=at)
    return True


def _check_wake_up(hold_until: datetime | None, at: datetime) -> None:
    most_days = remembered(MOST_HOLD.key, MOST_HOLD.value)
    refusal = wake_up_refusal(hold_until, at=at, most_days=most_days)
    if refusal:
        raise ValidationError({"hold_until": refusal.reason})


def _last_move(ticket: Ticket, *, by: Actor, at: datetime, to: str = "") -> StatusChanged | None:
    """The move that brought the ticket where it is, if ``by`` may still take it back."""
    newest = facts.newest_about(f"ticket/{ticket.number}", StatusChanged)
    if newest is None or (newest.by.kind, newest.by.id) != (by.kind, by.id):
        return None
    fact: StatusChanged = newest.fact
    is_fresh = at - newest.at <= UNDO_WITHIN and fact.after == ticket.status
    return fact if is_fresh and not fact.undoes and to in {"", fact.before} else None


def _take_back(ticket: Ticket, last: StatusChanged, *, by: Actor, at: datetime) -> bool:
    answer = allowed(ticket.status, last.before, WHO[by.kind], undoes=True)
    if isinstance(answer, Refusal):
        raise _error(answer)
    earlier = {name: last.earlier.get(name) for name in CLOCKS}
    clocks = {
        name: datetime.fromisoformat(text) if text else None for name, text in earlier.items()
    }
    _put(ticket, last.before, clocks, by=by, at=at, undoes=True)
    return True


def _put(
    ticket: Ticket,
    after: str,
    clocks: dict[str, datetime | None],
    *,
    by: Actor,
    at: datetime,
    reason: str = "",
    undoes: bool = False,
) -> None:
    fact = StatusChanged(
        number=ticket.number,
        before=ticket.status,
        after=after,
        hold_until=_iso(clocks["hold_until"]),
        reason=reason,
        undoes=undoes,
        earlier={name: _iso(getattr(ticket, name)) for name in CLOCKS if getattr(ticket, name)},
    )
    ticket.status = after
    for name, moment in clocks.items():
        setattr(ticket, name, moment)
    save(ticket, "status", *CLOCKS, at=at)
    facts.record(fact, by=by, at=at)


def _error(refusal: Refusal) -> Exception:
    if refusal.is_forbidden:
        return PermissionDenied(refusal.reason)
    return ValidationError(refusal.reason, code=CONFLICT)


def _iso(moment: datetime | None) -> str:
    return moment.isoformat() if moment else ""
