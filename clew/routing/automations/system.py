"""The rules of a ticket's life, shown like those of admins.

``clew.tickets.passing_time`` carries them out; their numbers are options. What is here only tells
of them: what they do, what may be changed about them, and what they did.
"""

from dataclasses import dataclass

from clew.core import clock
from clew.core.audit import latest_about
from clew.core.facts import Recorded
from clew.core.models import FactRecord
from clew.core.options import Option, OptionChanged
from clew.routing.models import Firing, FiringState, Rule
from clew.tickets.models import Ticket
from clew.tickets.options import (
    MOST_HOLD,
    PENDING_REMINDER,
    PENDING_SOLVED,
    REMINDER_TEXT,
    REOPEN_WINDOW,
)
from clew.tickets.passing_time import ClockRule

PREFIX = "clock/"


@dataclass(frozen=True)
class SystemRule:
    """``switch`` is the option that is 0 when it is off; without one it is always on."""

    slug: str
    name: str
    when: str
    does: str
    options: tuple[Option[int] | Option[str], ...]
    switch: Option[int] | None = None
    always: str = ""  # why it cannot be switched off


SYSTEM_RULES: dict[str, SystemRule] = {
    each.slug: each
    for each in (
        SystemRule(
            ClockRule.WAKE, "Wake tickets on hold", "A ticket on hold reaches its wake-up date",
            "Set status to Open", (MOST_HOLD,), always="A ticket on hold would sleep for ever.",
        ),
        SystemRule(
            ClockRule.REMIND, "Remind the customer", "Pending without an answer for some days",
            "Send the customer a reminder", (PENDING_REMINDER, REMINDER_TEXT), PENDING_REMINDER,
        ),
        SystemRule(
            ClockRule.SOLVE, "Solve pending tickets", "Pending without an answer for longer",
            "Set status to Solved", (PENDING_SOLVED,), PENDING_SOLVED,
        ),
        SystemRule(
            ClockRule.CLOSE, "Close solved tickets", "Solved, and the time to reopen it is over",
            "Set status to Closed", (REOPEN_WINDOW,),
            always="Solved tickets could be reopened for ever. Choose a longer time instead.",
        ),
    )
}  # fmt: skip
DID = {
    ClockRule.WAKE: "set status to Open",
    ClockRule.REMIND: "reminded the customer",
    ClockRule.SOLVE: "set status to Solved",
    ClockRule.CLOSE: "set status to Closed",
}
TOLD = {"tickets.StatusChanged", "tickets.MessagePosted"}


def is_of_the_clock(row: FactRecord, batched: bool) -> bool:  # noqa: ARG001  what is given
    return row.actor_id.startswith(PREFIX) and row.name in TOLD


def keep_firing(recorded: Recorded) -> None:
    """Safe to run twice."""
    slug = recorded.by.id.removeprefix(PREFIX)
    ticket = Ticket.objects.filter(number=recorded.fact.number).first()
    if ticket is None or slug not in SYSTEM_RULES:
        return
    rule = system_row(slug)
    reason = getattr(recorded.fact, "reason", "")
    Firing.objects.get_or_create(
        key=f"{rule.pk}:{ticket.pk}:fact:{recorded.id}",
        defaults={
            "rule": rule,
            "rule_name": rule.name,
            "ticket": ticket,
            "state": FiringState.DONE,
            "because": reason or SYSTEM_RULES[slug].when.lower(),
            "cause": recorded.id,
            "did": [DID[ClockRule(slug)]],
            "changes": 0,  # what the lifecycle does is not counted against rules
            "at": recorded.at,
        },
    )


def system_row(slug: str) -> Rule:
    """Made on first use."""
    at = clock.now()
    made = {"name": SYSTEM_RULES[slug].name, "trigger": "", "created_at": at, "changed_at": at}
    return Rule.objects.get_or_create(system=slug, defaults={**made, "active": True})[0]


def is_on(rule: SystemRule) -> bool:
    return rule.switch is None or rule.switch.value() > 0


def switched(rule: SystemRule) -> dict[str, int]:
    """The option that turns it on or off: on again with the number it had before."""
    if rule.switch is None:
        return {}
    if is_on(rule):
        return {rule.switch.key: 0}
    changes = latest_about([f"option/{rule.switch.key}"], OptionChanged.name)
    before = changes[0].payload.get("before") if changes else 0
    return {rule.switch.key: before or rule.switch.default}
