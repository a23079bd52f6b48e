"""Where a ticket stands in the queue, and why, in words. Pure: values in, values out.

One number, lowest first: the tier, and seconds within it. What makes a tier is data:
:class:`clew.routing.queue_rules.QueueRules`.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum

from clew.routing.queue_rules import QueueRules
from clew.routing.targets.vocabulary import Happening, History, Run, Situation
from clew.tickets.actions.queueing import QueuePlace

TIER = 10**12
WITHOUT_DUE = 5 * 10**10  # behind all that are due, in seconds since 1970
SEVERITIES = ("critical", "high", "medium", "low")
ACTIVE, OVER = ("new", "open"), ("solved", "closed")


class Tier(IntEnum):
    CHERISHED = 1  # top customers, and those who may leave
    ESCALATED = 2
    FIRST_PLAN = 3
    OVERDUE_PAYING = 4
    DUE = 5
    NO_TARGET = 6
    WAITING = 7
    OVER = 8


@dataclass(frozen=True, kw_only=True)
class TicketNow:
    """``needed_at``: since when the customer's latest words wait; see :func:`needed_at`."""

    status: str
    last_message_by: str  # customer or staff
    needed_at: datetime


def needed_at(history: History) -> datetime:
    """When the customer last wrote: a newer need is a newer one, however old the ticket."""
    wrote = [event.at for event in history.events if event.kind == Happening.CUSTOMER_REPLY]
    return max(wrote, default=history.opened_at)


def place(
    situation: Situation,
    runs: Iterable[Run],
    ticket: TicketNow,
    now: datetime,
    rules: QueueRules | None = None,
) -> tuple[QueuePlace, list[str]]:
    """Its place, and the reasons in the order in which they counted.

    ``now`` matters to what is overdue: ask again when the next target's time passes.
    """
    run = _shown(runs) if ticket.status not in OVER else None
    due = run.due_at if run else None
    tier, reasons = _tier(situation, ticket, due, now, rules or QueueRules())
    found = QueuePlace(
        queue_rank=tier * TIER + _within(tier, situation.severity, due, ticket.needed_at),
        due_at=due,
        due_from=run.started_at if run else None,
        due_metric=run.metric if run else "",
        due_state=run.state if run else "",
        escalated_to=situation.escalated,
        plan_unknown=situation.plan is None,
    )
    if run and (due or tier < Tier.WAITING):
        reasons.append(due_words(str(run.metric), due, now))
    return found, reasons


def _shown(runs: Iterable[Run]) -> Run | None:
    """What is owed next; else, so that a row can say so, what stands still."""
    going = [run for run in runs if run.state in {"running", "breached", "paused"}]
    owed = [
        run
        for run in going
        if run.state != "paused" and run.due_at and not (run.fulfilled_at or run.cancelled_at)
    ]
    if owed:
        return min(owed, key=lambda run: (run.due_at, run.metric, run.instance))
    return next((run for run in going if run.state == "paused"), None)


def _tier(
    situation: Situation,
    ticket: TicketNow,
    due: datetime | None,
    now: datetime,
    rules: QueueRules,
) -> tuple[Tier, list[str]]:
    if ticket.status in OVER:
        return Tier.OVER, ["Solved"]
    waits = ticket.status in ACTIVE and ticket.last_message_by == "customer"
    if due is None and not waits and not (situation.escalated and ticket.status in ACTIVE):
        return Tier.WAITING, [_why_nothing(ticket)]
    return _tier_of_need(situation, due, now, rules)


def _tier_of_need(
    situation: Situation, due: datetime | None, now: datetime, rules: QueueRules
) -> tuple[Tier, list[str]]:
    if cherished := _cherished(situation, rules):
        return Tier.CHERISHED, cherished
    if situation.escalated:
        return Tier.ESCALATED, [f"Escalated to {situation.escalated}"]
    plan = situation.plan
    if plan in rules.first_plans:
        severity = situation.severity
        return Tier.FIRST_PLAN, [f"{plan_words(plan)}, {severity} severity"]
    said = [plan_words(plan)]
    if due and due <= now and plan not in rules.free_plans:
        return Tier.OVERDUE_PAYING, said
    return (Tier.DUE, said) if due else (Tier.NO_TARGET, [*said, "No target runs"])


def _cherished(situation: Situation, rules: QueueRules) -> list[str]:
    known = situation.properties
    said = [("Top customer", rules.top), ("Churn risk", rules.churn)]
    return [words for words, wanted in said if any(mark.holds(known) for mark in wanted)]


def _within(tier: Tier, severity: str, due: datetime | None, needed: datetime) -> int:
    """Earliest due first; without a target the newest need first. One plan goes by severity.

    So do tickets that are due together, as those of a weekend are: a second for each step.
    """
    rank = SEVERITIES.index(severity) if severity in SEVERITIES else len(SEVERITIES)
    seconds = int(due.timestamp()) + rank if due else WITHOUT_DUE - int(needed.timestamp())
    return seconds + (rank * 2 * WITHOUT_DUE if tier == Tier.FIRST_PLAN else 0)


def _why_nothing(ticket: TicketNow) -> str:
    if ticket.status == "hold":
        return "On hold"
    return "Waits for the customer" if ticket.status == "pending" else "Answered"


def plan_words(plan: str | None) -> str:
    if plan is None:
        return "Plan unknown"
    return plan.replace("-", " ").capitalize() or "No plan"


def due_words(metric: str, due: datetime | None, now: datetime) -> str:
    """“next reply due in 2 h”, “first reply 35 min overdue”."""
    what = metric.replace("_", " ")
    if due is None:
        return f"{what} stands still"
    if due <= now:
        return f"{what} {span(now - due)} overdue"
    return f"{what} due in {span(due - now)}"


def span(length: timedelta) -> str:
    """Rounded down, as on a clock that runs out."""
    minutes = int(length.total_seconds() // 60)
    if minutes < 1:
        return "less than 1 min"
    if minutes < 60:  # noqa: PLR2004  an hour
        return f"{minutes} min"
    hours = minutes // 60
    return f"{hours} h" if hours < 48 else f"{hours // 24} d"  # noqa: PLR2004  two days


def sentence(reasons: Sequence[str]) -> str:
    """“Enterprise, high severity · next reply due in 2 h”."""
    return " · ".join(reasons)
