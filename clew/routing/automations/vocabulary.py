"""What rules can do: the changes of macros, and more that is only for them.

An action is ``{"field": …, "value": …}``. It is checked when the rule is saved; carrying it out
says in words what it did, or None when the ticket was so already.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError

from clew.core.actors import Actor
from clew.routing.models import Firing
from clew.tickets import changes
from clew.tickets.models import Status, Ticket

Action = Mapping[str, Any]


class EnoughError(Exception):
    """An action that may not happen so often; no fault of the rule, which goes on elsewhere."""


@dataclass(frozen=True)
class Act:
    """One action being carried out, inside the transaction that holds the ticket's lock."""

    ticket: Ticket
    value: Any
    by: Actor
    firing: Firing


@dataclass(frozen=True)
class RuleAction:
    """Beside the changes. ``writes``: it adds to the ticket, which a closed one does not allow."""

    field: str
    check: Callable[[Any], Any]
    carry_out: Callable[[Act], str | None]
    say: Callable[[Any], str]
    writes: bool = False


ACTIONS: dict[str, RuleAction] = {}
NOT_BY_RULES = {Status.NEW, Status.CLOSED}
ME = "A rule is nobody, so “me” means nothing here. Choose a person."
DID = {
    "Add": "added",
    "Remove": "removed",
    "Set": "set",
    "Assign": "assigned it",
    "Unassign": "took the assignee off",
    "Give": "gave it",
    "Take": "took it",
    "Put": "put it",
    "Clear": "cleared",
}


def register(action: RuleAction) -> None:
    ACTIONS[action.field] = action


def checked_action(given: Action) -> dict[str, Any]:
    """As it is stored. Raises ValidationError in words."""
    field, value = str(given.get("field", "")), given.get("value")
    if own := ACTIONS.get(field):
        return {"field": field, "value": own.check(value)}
    change = changes.checked_change(field, value)
    if change.field == "status" and change.value in NOT_BY_RULES:
        raise ValidationError(
            "A rule sets a ticket to Open, Pending or Solved, or puts it on hold."
        )
    if change.value == "me":
        raise ValidationError(ME)
    return change.as_json()


def carry_out(action: Action, *, ticket: Ticket, by: Actor, firing: Firing) -> str | None:
    """What it did, in the past tense. Raises what the action refuses."""
    if own := ACTIONS.get(action["field"]):
        return own.carry_out(Act(ticket, action["value"], by, firing))
    change = changes.Change(action["field"], action["value"])
    if changes.apply_change(ticket=ticket, change=change, by=by) is None:
        return None
    firing.changes += 1
    return _past(changes.words(change))


def say(action: Action) -> str:
    """“Add tag vip”, “Tell the leads”."""
    own = ACTIONS.get(action["field"])
    if own:
        return own.say(action["value"])
    return changes.words(changes.Change(action["field"], action["value"]))


def changes_ticket(action: Action) -> bool:
    own = ACTIONS.get(action["field"])
    return own.writes if own else True


def _past(text: str) -> str:
    verb, _, rest = text.partition(" ")
    return f"{DID.get(verb, verb)} {rest}".strip()
