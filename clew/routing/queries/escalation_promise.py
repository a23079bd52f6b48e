"""What would be promised on a ticket if it were escalated now. Nothing is stored."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from clew.core import clock
from clew.core.templatetags.ui import until
from clew.routing.queries.histories import fact_rows, histories, ticket_rows, versions
from clew.routing.queries.policies import rules_by
from clew.routing.targets.deriving import derive
from clew.routing.targets.spans import duration
from clew.routing.targets.vocabulary import Event, Happening, Metric, Run
from clew.tickets.models import Ticket

REPLIES = {Metric.FIRST_REPLY, Metric.NEXT_REPLY, Metric.ESCALATED_REPLY}
BUSINESS_DAY = 1440  # minutes, in a calendar that is open all day
NONE = "No reply target then"


def promises_if_escalated(ticket: Ticket, targets: Iterable[str]) -> dict[str, str]:
    """“Reply due within 2 business days: Tue 16:10”, by target."""
    rows, known, now = ticket_rows([ticket.pk]), versions(), clock.now()
    history = histories(rows, fact_rows([ticket.number]), known)[ticket.pk]().history
    rules, said = rules_by(known), {}
    for to in targets:
        event = Event(now, Happening.CHANGE, {"escalated": to})
        ledger = derive(replace(history, events=(*history.events, event)), rules, now)
        said[to] = _words([run for run in ledger.runs if run.metric in REPLIES], now)
    return said


def _words(runs: list[Run], now: datetime) -> str:
    waiting = [run for run in runs if run.state in {"running", "breached"} and _waits(run)]
    due = [run for run in waiting if run.due_at is not None]
    if due:
        first = min(due, key=lambda run: run.due_at or now)
        return f"{_within(first)}: {_at(first, now)}"
    if paused := [run for run in runs if run.state == "paused"]:
        return f"{_within(paused[0])}, from when the ticket is open again"
    return NONE


def _waits(run: Run) -> bool:
    return run.fulfilled_at is None and run.cancelled_at is None


def _within(run: Run) -> str:
    days, rest = divmod(run.target_minutes, BUSINESS_DAY)
    if days > 1 and not rest and run.calendar == "weekdays-24h":
        return f"Reply due within {days} business days"
    return f"Reply due within {duration(run.target_minutes)}"


def _at(run: Run, now: datetime) -> str:
    if run.due_at is None:
        return "never, its calendar does not open"
    return until(run.due_at) if run.due_at > now else "it is over already"
