"""Breaches and warnings become facts, each exactly once: the facts themselves are the memory."""

from datetime import datetime

from clew.core import facts
from clew.core.actors import SYSTEM
from clew.routing.facts import TargetBreached, TargetWarned
from clew.routing.targets.outcome import Outcome
from clew.routing.targets.vocabulary import Run


def record_breaches(number: int, outcome: Outcome) -> None:
    known = outcome.told.reading.breached
    for run in outcome.ledger.runs:
        if run.breached_at and (run.metric, run.instance) not in known:
            fact = TargetBreached(
                number=number,
                metric=str(run.metric),
                instance=run.instance,
                due_at=_iso(run.due_at),
                policy=run.policy,
                target_minutes=run.target_minutes,
                calendar=run.calendar,
            )
            facts.record(fact, by=SYSTEM, at=run.breached_at)


def record_warnings(number: int, outcome: Outcome, *, at: datetime) -> None:
    for run, wake in zip(outcome.ledger.runs, outcome.wakes, strict=True):
        if wake.warn:
            facts.record(_warning(number, run, wake.warn), by=SYSTEM, at=at)


def _warning(number: int, run: Run, hours: int) -> TargetWarned:
    return TargetWarned(
        number=number,
        metric=str(run.metric),
        instance=run.instance,
        hours=hours,
        due_at=_iso(run.due_at),
        policy=run.policy,
    )


def _iso(at: datetime | None) -> str:
    return at.isoformat() if at else ""
