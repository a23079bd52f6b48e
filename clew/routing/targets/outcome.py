"""What follows from a ticket's ledger at one time: its place, its priority, what is to be told.

Pure. What changed since is found out by comparing digests; see clew.routing.actions.refreshing.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from clew.routing.policies.rules import Rules
from clew.routing.queue_rules import QueueRules
from clew.routing.queueing import TicketNow, due_words, needed_at, place
from clew.routing.targets.deriving import REPLIES, derive
from clew.routing.targets.history import Told
from clew.routing.targets.vocabulary import Ledger, Run
from clew.routing.targets.waking import Thresholds, waking
from clew.tickets.actions.queueing import QueuePlace

MOST_WARNINGS = 3  # on one ticket, ever


@dataclass(frozen=True)
class World:
    """What is the same for all tickets that are looked at together."""

    now: datetime
    rules: Callable[[int], Rules]
    version: int  # the newest
    queue: QueueRules
    warning_hours: Sequence[int]


@dataclass(frozen=True)
class Wake:
    """``warn``: hours to be told now, or 0."""

    at: datetime | None
    warned: tuple[int, ...]
    warn: int = 0


@dataclass(frozen=True)
class Outcome:
    told: Told
    ledger: Ledger
    place: QueuePlace
    reasons: list[str]  # without what depends on the time at which it is read
    wakes: list[Wake]  # as the runs


def outcome_of(told: Told, status: str, last_message_by: str, world: World) -> Outcome:
    ledger = derive(told.history, world.rules, world.now)
    ticket = TicketNow(
        status=status, last_message_by=last_message_by, needed_at=needed_at(told.history)
    )
    found, reasons = place(ledger.situation, ledger.runs, ticket, world.now, world.queue)
    if ledger.plan_unknown:
        found = replace(found, plan_unknown=True)
    passing = due_words(found.due_metric, found.due_at, world.now)
    return Outcome(
        told=told,
        ledger=ledger,
        place=found,
        reasons=[each for each in reasons if each != passing],
        wakes=list(_wakes(ledger.runs, told, world)),
    )


def _wakes(runs: Sequence[Run], told: Told, world: World) -> Iterator[Wake]:
    left = MOST_WARNINGS - sum(map(len, told.reading.warned.values()))
    silent = _answered_together(runs)
    for run in runs:
        before = told.reading.warned.get((run.metric, run.instance), [])
        hours = world.rules(run.version).calendars.get(run.calendar)
        thresholds = Thresholds(world.warning_hours, 0 if run in silent else left)
        found = waking(run, hours, before, thresholds, world.now)
        left -= bool(found.warn)
        warned = [*before, found.warn] if found.warn else before
        yield Wake(found.at, tuple(warned), found.warn)


def _answered_together(runs: Sequence[Run]) -> list[Run]:
    """One reply meets all of these, so only the one that is due first warns of it."""
    owed = [run for run in runs if run.metric in REPLIES and run.state == "running" and run.due_at]
    return sorted(owed, key=lambda run: (run.due_at, run.metric, run.instance))[1:]
