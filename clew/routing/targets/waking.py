"""When a clock has something to say before it is over. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from clew.coverage.hours import Hours
from clew.routing.targets.vocabulary import Run

HOUR = 60  # minutes


class Waking(NamedTuple):
    """``warn``: hours to be told now, or 0. ``at``: when to look again; None: never."""

    warn: int
    at: datetime | None


@dataclass(frozen=True)
class Thresholds:
    """``hours`` before the breach, most first; ``left``: how many the ticket may still be told."""

    hours: Sequence[int]
    left: int


def waking(
    run: Run, hours: Hours | None, told: Sequence[int], thresholds: Thresholds, now: datetime
) -> Waking:
    """``told``: those of this run that were. Of several that passed at once only the nearest is
    told, and none that is longer than the whole target.
    """
    if run.state != "running" or run.due_at is None or hours is None:
        return Waking(0, None)
    passed, upcoming = 0, run.due_at
    for each in thresholds.hours:
        if (moment := _before(run, hours, each)) is None:
            continue
        if moment > now:
            upcoming = min(moment, run.due_at)
            break
        passed = each
    is_news = 0 < passed < min(told, default=passed + 1) and now < run.due_at
    left = thresholds.left - is_news
    if left < 0:
        return Waking(0, run.due_at)
    return Waking(passed if is_news else 0, upcoming if left else run.due_at)


def _before(run: Run, hours: Hours, each: int) -> datetime | None:
    """When ``each`` hours of open time are left; pauses moved it as they moved the due time."""
    minutes = run.target_minutes - each * HOUR
    return hours.add(run.started_at, minutes + run.paused_minutes) if minutes > 0 else None
