"""One clock: a run of one metric, from its activation until it is settled."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from clew.routing.policies.rules import Judgement, TargetRule
from clew.routing.targets.timeline import Timeline
from clew.routing.targets.vocabulary import Entry, Metric

Record = Callable[[Entry], None]


class Clock:
    """Writes the ledger of its run. A breached one is settled: only a late reply follows."""

    def __init__(self, metric: Metric, instance: int, started_at: datetime, record: Record) -> None:
        self.metric, self.instance, self.started_at = metric, instance, started_at
        self._record = record
        self.state = "running"
        self.due_at: datetime | None = None
        self.fulfilled_at: datetime | None = None
        self.breached_at: datetime | None = None
        self.cancelled_at: datetime | None = None
        self.cancelled_by = ""
        self.left = 0.0  # minutes of open time, while it is paused
        self.policy, self.policy_name, self.version = "", "", 0
        self.rule: TargetRule
        self.applied: list[dict[str, Any]] = []  # each target it had, for its explanation

    @property
    def is_live(self) -> bool:
        return self.state in {"running", "paused"}

    def activate(self, judged: Judgement, version: int, timeline: Timeline, at: datetime) -> None:
        self._enter("activate", at, started_at=self.started_at.isoformat())
        self._judge(judged, version, timeline, at)
        if self.state == "paused":
            self._enter("pause", at, status=timeline.status)

    def apply(self, judged: Judgement, version: int, timeline: Timeline, at: datetime) -> None:
        """What changed counts from the start of the run, and may have made it late already."""
        was = self.state
        self._judge(judged, version, timeline, at)
        if self.state != was and self.is_live:
            self._enter("pause" if self.state == "paused" else "resume", at, **self._due())

    def _judge(self, judged: Judgement, version: int, timeline: Timeline, at: datetime) -> None:
        policy = judged.policy
        assert policy is not None
        self.rule = judged.targets[self.metric]
        self.policy, self.policy_name, self.version = policy.slug, policy.name, version
        measured = timeline.measured(self.rule, self.started_at)
        self.due_at, self.left = measured.due_at, measured.left
        self.state = "paused" if measured.is_paused else "running"
        self.applied.append(target_part(judged, self.rule, at))
        self._enter(
            "apply",
            at,
            policy=policy.slug,
            version=version,
            target_minutes=self.rule.minutes,
            calendar=self.rule.calendar,
            **self._due(),
        )
        if self.due_at is not None and self.due_at < at:
            self.breach(at)

    def follows(self, judged: Judgement) -> bool:
        """Whether it already goes by what is judged."""
        rule = judged.targets[self.metric]
        return (rule is self.rule or _same(rule, self.rule)) and (
            judged.policy is not None and judged.policy.slug == self.policy
        )

    def keep_pace(self, timeline: Timeline, at: datetime) -> None:
        """Pause or go on, as the status says."""
        stands = timeline.status in self.rule.pauses
        if stands is (self.state == "paused"):
            return
        measured = timeline.measured(self.rule, self.started_at)
        self.state, self.due_at = ("paused" if stands else "running"), measured.due_at
        self.left = measured.left
        if stands:
            self._enter("pause", at, status=timeline.status)
        else:
            self._enter("resume", at, **self._due())

    def breach(self, at: datetime) -> None:
        self.state, self.breached_at = "breached", at
        self._enter("breach", at, **self._due())

    def fulfil(self, at: datetime) -> None:
        self.fulfilled_at = at
        self.state = "breached" if self.breached_at else "fulfilled"
        self._enter("fulfil", at)

    def cancel(self, at: datetime, reason: str) -> None:
        """Nobody waits for it any more. A breached one stays breached."""
        self.state = "cancelled" if self.is_live else self.state
        self.cancelled_at, self.cancelled_by = at, reason
        self._enter("cancel", at, reason=reason)

    def _due(self) -> dict[str, str | None]:
        return {"due_at": self.due_at.isoformat() if self.due_at else None}

    def _enter(self, kind: str, at: datetime, **data: Any) -> None:
        self._record(Entry(metric=self.metric, instance=self.instance, kind=kind, at=at, data=data))


def _same(one: TargetRule, other: TargetRule) -> bool:
    return (
        one.minutes == other.minutes
        and one.calendar == other.calendar
        and one.pauses == other.pauses
        and one.hours == other.hours
    )


def target_part(judged: Judgement, rule: TargetRule, at: datetime) -> dict[str, Any]:
    """What an explanation says of a target: whose it is, and what decided that."""
    seen, when = judged.situation, rule.when
    part: dict[str, Any] = {
        "part": "target",
        "at": at.isoformat(),
        "policy": judged.policy.name if judged.policy else "",
        "minutes": rule.minutes,
        "calendar": rule.hours.name or rule.calendar,
        "zone": rule.hours.zone,
    }
    if when.plans:
        part["plan"] = seen.plan
    if judged.plan_unknown:
        part["plan_unknown"] = True
    if when.priorities:
        part["priority"] = seen.priority
        is_derived = seen.priority == judged.priority
        part["priority_reason"] = judged.priority_reason if is_derived else "set by hand"
    if when.severities:
        part["severity"] = seen.severity
    if when.escalated:
        part["escalated"] = True
    return part
