"""A clock as it is kept and shown: its numbers, and the parts of its explanation."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from clew.routing.targets.clocks import Clock
from clew.routing.targets.timeline import Stretch, Timeline
from clew.routing.targets.vocabulary import Run

EXPLAINED = timedelta(days=400)  # of closed time; nobody reads the weekends of years

Paused = list[tuple[Stretch, float]]


def run_of(clock: Clock, timeline: Timeline, now: datetime) -> Run:
    end = clock.breached_at or clock.fulfilled_at or clock.cancelled_at or now
    paused = timeline.paused(clock.rule, clock.started_at, end)
    return Run(
        metric=clock.metric,
        instance=clock.instance,
        state=clock.state,
        policy=clock.policy,
        policy_name=clock.policy_name,
        version=clock.version,
        calendar=clock.rule.calendar,
        target_minutes=clock.rule.minutes,
        started_at=clock.started_at,
        paused_minutes=round(sum(minutes for _, minutes in paused)),
        due_at=clock.due_at,
        fulfilled_at=clock.fulfilled_at,
        breached_at=clock.breached_at,
        cancelled_at=clock.cancelled_at,
        explanation=tuple(_parts(clock, paused, end)),
    )


def _parts(clock: Clock, paused: Paused, end: datetime) -> Iterator[dict[str, Any]]:
    yield from clock.applied
    for stretch, minutes in paused:
        yield {
            "part": "paused",
            "status": stretch.status,
            "from": stretch.start.isoformat(),
            "to": stretch.end.isoformat() if stretch.end and stretch.end <= end else None,
            "minutes": round(minutes),
        }
    yield from _closed(clock, paused, clock.due_at or end)
    if clock.state == "paused":
        yield {"part": "left", "minutes": int(clock.left)}
    if clock.cancelled_by:
        yield {"part": "cancelled", "reason": clock.cancelled_by}


def _closed(clock: Clock, paused: Paused, end: datetime) -> Iterator[dict[str, Any]]:
    """What closed time there was until ``end``, by name, outside of pauses."""
    start, hours = clock.started_at, clock.rule.hours
    if clock.due_at is None and clock.state == "running":  # never due: nothing to count towards
        return
    length = (end - start).total_seconds() / 60
    if length <= 0 or (not paused and clock.due_at == end and length <= clock.rule.minutes):
        return
    if end - start > EXPLAINED:
        yield {"part": "closed", "name": "", "times": 0}
        return
    found: dict[str, dict[str, Any]] = {}
    for span in hours.closed_spans(start, end):
        if not any(_covers(stretch, span.start, span.end) for stretch, _ in paused):
            new = {"part": "closed", "name": span.name, "times": 0}
            new["from"], new["to"] = span.start.isoformat(), span.end.isoformat()
            found.setdefault(span.name, new)["times"] += 1
    yield from found.values()


def _covers(stretch: Stretch, start: datetime, end: datetime) -> bool:
    return stretch.start <= start and (stretch.end is None or end <= stretch.end)
