"""A due time in one paragraph, made of what was recorded while it was worked out.

“Scale plan → 24 h in Weekdays, 24 hours; started Fri 16:10; weekend not counted; due Mon 16:10.”
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Any, Protocol

from clew.routing.policies.plans import plan_name
from clew.routing.targets.spans import Clockface, closed_words, duration

SOLVING = {"requester_wait", "agent_work", "resolution"}
STATUSES = {"hold": "on hold"}
MANY = 3  # pauses that are told one by one
REASONS = {
    "solved": "the ticket was solved",
    "closed": "the ticket was closed",
    "merged": "the ticket became part of another",
    "no target any more": "no target applies any more",
    "no longer escalated": "the ticket is no longer escalated",
}
Part = Mapping[str, Any]


class Explained(Protocol):
    """A run as derived, or as stored."""

    @property
    def metric(self) -> str: ...
    @property
    def state(self) -> str: ...
    @property
    def started_at(self) -> datetime: ...
    @property
    def due_at(self) -> datetime | None: ...
    @property
    def fulfilled_at(self) -> datetime | None: ...
    @property
    def breached_at(self) -> datetime | None: ...
    @property
    def cancelled_at(self) -> datetime | None: ...
    @property
    def explanation(self) -> Sequence[Part]: ...


def words(run: Explained, zone: tzinfo = UTC) -> str:
    """Times as the clock shows them in ``zone``; with dates when the run is longer than a week."""
    face = Clockface(zone, [run.started_at, *_instants(run)])
    sentence = "; ".join(_clauses(run, face))
    return f"{sentence[:1].upper()}{sentence[1:]}."


def _instants(run: Explained) -> Iterator[datetime]:
    """Every time that the paragraph names."""
    for at in (run.due_at, run.fulfilled_at, run.breached_at, run.cancelled_at):
        if at is not None:
            yield at
    for part in run.explanation:
        for name in ("at", "from", "to"):
            if part["part"] != "closed" and part.get(name):
                yield datetime.fromisoformat(part[name])


def _clauses(run: Explained, face: Clockface) -> Iterator[str]:
    targets = _parts(run, "target")
    for before, part in zip([None, *targets], targets, strict=False):
        yield from _target(part, before, run, face)
    yield from _pauses(_parts(run, "paused"), face)
    for part in _parts(run, "closed"):
        yield f"{closed_words(part['name'], part['times'])} not counted"
    calendar = targets[-1]["calendar"] if targets else "the calendar"
    yield from ENDINGS[run.state](run, face, calendar)


def _parts(run: Explained, kind: str) -> list[Part]:
    return [part for part in run.explanation if part["part"] == kind]


def _promise(part: Part) -> str:
    return f"{_why(part)} → {duration(part['minutes'])} in {part['calendar']}"


def _target(part: Part, before: Part | None, run: Explained, face: Clockface) -> Iterator[str]:
    promise, since = _promise(part), face.at(part["at"])
    if before and promise == _promise(before):  # as after an edit of the calendar's days
        yield f"counted anew {since}, when its opening hours or pauses changed"
    elif before:
        yield f"from {since} on {promise}, counted from the start"
    else:
        yield promise
        yield f"started {face.at(run.started_at)}"
        if datetime.fromisoformat(part["at"]) > run.started_at:
            yield f"applies since {since}"


def _why(part: Part) -> str:
    reasons = []
    if part.get("plan_unknown"):
        counted = f", so counted as {plan_name(part['plan'])}" if part.get("plan") else ""
        reasons.append(f"plan unknown{counted}")
    elif part.get("plan"):
        reasons.append(f"{plan_name(part['plan'])} plan")
    if part.get("priority"):
        because = f" ({part['priority_reason']})" if part.get("priority_reason") else ""
        reasons.append(f"{part['priority']} priority{because}")
    if part.get("severity"):
        reasons.append(f"{part['severity']} severity")
    if part.get("escalated"):
        reasons.append("escalated")
    return ", ".join(reasons) or (
        f"policy “{part['policy']}”" if part["policy"] else "given target"
    )


def _pauses(parts: list[Part], face: Clockface) -> Iterator[str]:
    over = [part for part in parts if part["to"]]
    if len(over) > MANY:
        minutes = sum(part["minutes"] for part in over)
        yield f"paused {len(over)} times, {duration(minutes)} of open time in all not counted"
        over = []
    for part in over:
        span = f"{face.at(part['from'])} to {face.at(part['to'])}"
        yield (
            f"paused {span} while {_status(part)}"
            f" ({duration(part['minutes'])} of open time not counted)"
        )
    for part in parts:
        if not part["to"]:
            yield f"paused since {face.at(part['from'])} while {_status(part)}"


def _status(part: Part) -> str:
    return STATUSES.get(part["status"], str(part["status"]))


def _running(run: Explained, face: Clockface, calendar: str) -> Iterator[str]:
    if run.due_at is None:
        yield f"never due, because {calendar} has not enough open time"
    else:
        yield f"due {face.at(run.due_at)}"


def _paused(run: Explained, _: Clockface, __: str) -> Iterator[str]:
    left = ", ".join(f"then {duration(part['minutes'])} left" for part in _parts(run, "left"))
    yield f"no due time until it goes on{', ' if left else ''}{left}"


def _met(run: Explained, face: Clockface, _: str) -> Iterator[str]:
    if run.due_at is not None:
        yield f"due {face.at(run.due_at)}"
    if run.fulfilled_at is not None:
        yield f"met {face.at(run.fulfilled_at)}"


def _breached(run: Explained, face: Clockface, _: str) -> Iterator[str]:
    done = "solved" if run.metric in SOLVING else "replied"
    if run.due_at is not None:
        yield f"due {face.at(run.due_at)}"
        if run.breached_at is not None and run.breached_at > run.due_at:
            yield f"already past when the target changed {face.at(run.breached_at)}"
    if run.fulfilled_at is not None:
        late = run.fulfilled_at - (run.due_at or run.fulfilled_at)
        yield f"breached, {done} {face.at(run.fulfilled_at)}, {_late(late)} late"
    elif run.cancelled_at is not None:
        yield f"breached, not {done} until {face.at(run.cancelled_at)}, when {_reason(run)}"
    else:
        yield f"breached, not {done} yet"


def _late(late: timedelta) -> str:
    return duration(int(late.total_seconds() // 60)) if late >= timedelta(minutes=1) else "seconds"


def _cancelled(run: Explained, face: Clockface, _: str) -> Iterator[str]:
    if run.due_at is not None:
        yield f"was due {face.at(run.due_at)}"
    if run.cancelled_at is not None:
        yield f"cancelled {face.at(run.cancelled_at)}, because {_reason(run)}"


def _reason(run: Explained) -> str:
    reason = next((str(part["reason"]) for part in _parts(run, "cancelled")), "")
    return REASONS.get(reason, reason)


ENDINGS = {
    "running": _running,
    "paused": _paused,
    "fulfilled": _met,
    "breached": _breached,
    "cancelled": _cancelled,
}
