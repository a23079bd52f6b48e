"""The lifecycle of a ticket as a table: which moves there are, who may make them, why not.

Pure: no clock, no database. ``clew.tickets.actions.status`` carries moves out and records them.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from clew.tickets.models import Status


class Who(StrEnum):
    """Who moves a ticket. Admins and agents are the same here: no role ends a ticket by hand."""

    AGENT = "agent"
    LIGHT_AGENT = "light_agent"
    CUSTOMER = "customer"
    SYSTEM = "system"  # time that passes, merging, automations
    TOKEN = "token"  # noqa: S105  an API token, which may do what an agent may


@dataclass(frozen=True)
class Move:
    before: Status
    after: Status
    who: Who

    @property
    def needs_wake_up(self) -> bool:
        return self.after == Status.HOLD


@dataclass(frozen=True)
class Refusal:
    """``reason`` says what to do instead. Forbidden: another person could; else nobody can."""

    reason: str
    is_forbidden: bool = False


CLOSED = "This ticket is closed for good. Open a follow-up."
NEVER_NEW = "A ticket is new only once. Set it to Open; take the assignee off if nobody has it."
NOT_BY_HAND = "Clew closes solved tickets by itself when they can no longer reopen. Solve it."
LIGHT = "Light agents write internal notes only. Ask an admin for the agent role to change tickets."
CUSTOMERS = "Customers can reopen a ticket by writing, or confirm that it is solved."
ONLY_ANSWERED = "Nobody has answered this ticket yet, so it cannot be confirmed as solved."

NEW, OPEN, PENDING, HOLD, SOLVED, OVER = Status

# From every status that is not closed an agent goes to any of these, back and forth.
WORKING = frozenset({OPEN, PENDING, HOLD, SOLVED})
BY_AGENT = {before: WORKING - {before} for before in Status if before != OVER}
BY_CUSTOMER = {
    OPEN: frozenset({SOLVED}),
    PENDING: frozenset({OPEN, SOLVED}),
    HOLD: frozenset({OPEN, SOLVED}),
    SOLVED: frozenset({OPEN}),
}
# A merged ticket is closed from wherever it is; a solved one when its reopen window ends.
BY_SYSTEM = {before: afters | {OVER} for before, afters in BY_AGENT.items()}

MOVES: dict[Who, dict[Status, frozenset[Status]]] = {
    Who.AGENT: BY_AGENT,
    Who.TOKEN: BY_AGENT,
    Who.CUSTOMER: BY_CUSTOMER,
    Who.SYSTEM: BY_SYSTEM,
    Who.LIGHT_AGENT: {},
}


def allowed(before: str, after: str, who: Who, *, undoes: bool = False) -> Move | Refusal:
    """``undoes``: the same person takes their last move back, which may lead to New again.

    From Closed nothing leads back but undoing what the system did, such as a merge.
    """
    start, end = Status(before), Status(after)
    if end in MOVES[who].get(start, ()):
        return Move(start, end, who)
    if undoes and who != Who.LIGHT_AGENT and (start != OVER or who == Who.SYSTEM):
        return Move(start, end, who)
    return _refusal(start, end, who)


def afters(before: str, who: Who) -> list[Status]:
    """Where ``who`` can take the ticket, in the order of a menu."""
    return [status for status in Status if status in MOVES[who].get(Status(before), ())]


def _refusal(before: Status, after: Status, who: Who) -> Refusal:
    if who == Who.LIGHT_AGENT:
        return Refusal(LIGHT, is_forbidden=True)
    if before == OVER:
        return Refusal(CLOSED)
    if who == Who.CUSTOMER:
        return Refusal(ONLY_ANSWERED if before == NEW and after == SOLVED else CUSTOMERS)
    if after == NEW:
        return Refusal(NEVER_NEW)
    if after == OVER:
        return Refusal(NOT_BY_HAND)
    return Refusal(f"The ticket is {after.label.lower()} already.")


def wake_up_refusal(hold_until: datetime | None, *, at: datetime, most_days: int) -> Refusal | None:
    """Why a ticket cannot sleep until then; None when it can."""
    if hold_until is None:
        return Refusal("Choose when the ticket wakes up: On hold needs a date.")
    if hold_until <= at:
        return Refusal("Choose a wake-up date in the future.")
    if hold_until > at + timedelta(days=most_days):
        return Refusal(f"A ticket is on hold for {most_days} days at most. Choose an earlier date.")
    return None
