"""The ledger of a ticket, derived from its history. Pure: the same history gives the same ledger.

Facts are taken in the order of their times. A change takes effect at its time, on what runs or is
paused, counted from the start of that run; what is settled stays settled. So whatever is added to
a history later only ever appends to the ledger.
"""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from clew.routing.policies.rules import Rules
from clew.routing.targets.changing import changed_situation, in_order
from clew.routing.targets.clocks import Clock
from clew.routing.targets.runs import run_of
from clew.routing.targets.timeline import Timeline
from clew.routing.targets.vocabulary import (
    Entry,
    Event,
    Happening,
    History,
    Ledger,
    Metric,
)

REPLIES = (Metric.FIRST_REPLY, Metric.NEXT_REPLY, Metric.PERIODIC_UPDATE, Metric.ESCALATED_REPLY)
UNTIL_SOLVED = (Metric.REQUESTER_WAIT, Metric.AGENT_WORK, Metric.RESOLUTION)
ORDER = {metric: index for index, metric in enumerate(Metric)}
OVER = frozenset({"solved", "closed"})


def derive(history: History, rules: Callable[[int], Rules], now: datetime) -> Ledger:
    """``rules`` gives a version of the policies. What happens after ``now`` has not happened.

    A target is breached once its due time has passed; at the due time itself it can be met.
    """
    deriving = Deriving(history, rules)
    if history.opened_at <= now:
        deriving.begin()
        for event in in_order(history.events):
            if event.at > now:
                break
            deriving.take(event)
        deriving.pass_time(now)
    return deriving.ledger(now)


class Deriving:
    """A ticket as its history has told it so far."""

    def __init__(self, history: History, rules: Callable[[int], Rules]) -> None:
        self.history, self._rules = history, rules
        self.situation, self.version = history.situation, history.version
        self.judged = rules(history.version).judge(history.situation)
        self.timeline = Timeline(history.opened_at, history.status)
        self.entries: list[Entry] = []
        self.clocks: list[Clock] = []  # every run there was
        self.current: dict[Metric, Clock] = {}  # of those, what is live or waits for late words
        self.wanted: dict[Metric, datetime] = {}  # since when; with or without a target
        self.instances: dict[Metric, int] = {}
        self.has_spoken = history.opened_by_customer
        self.is_answered = False  # we replied since the customer first spoke
        self.unanswered: datetime | None = None  # the customer's oldest words without a reply
        self.is_merged = False
        self.ended: tuple[dict[Metric, datetime], datetime | None] = ({}, None)  # by solving

    @property
    def is_over(self) -> bool:
        return self.is_merged or self.timeline.status in OVER

    def begin(self) -> None:
        at = self.history.opened_at
        if not self.is_over:
            self.wanted.update(dict.fromkeys(UNTIL_SOLVED, at))
            if self.history.opened_by_customer:
                self.unanswered = self.wanted[Metric.FIRST_REPLY] = at
            if self.situation.escalated:
                self.wanted[Metric.ESCALATED_REPLY] = at
        self._settle(at)

    def take(self, event: Event) -> None:
        at = max(event.at, self.history.opened_at)
        self.pass_time(at)
        if handler := HANDLERS.get(event.kind):
            handler(self, event.value, at)
            self._settle(at)

    def pass_time(self, until: datetime) -> None:
        """Whatever was due before ``until`` and not met is breached, in the order of time."""
        late = [
            (clock.due_at, ORDER[clock.metric], clock)
            for clock in self.current.values()
            if clock.due_at is not None and clock.state == "running" and clock.due_at < until
        ]
        if late:
            for due, _, clock in sorted(late, key=lambda each: each[:2]):
                clock.breach(due)

    def _settle(self, at: datetime) -> None:
        """Clocks start, change, stop and go on as targets and status now say."""
        for metric in {**self.current, **self.wanted}:
            clock, target = self.current.get(metric), self.judged.targets.get(metric)
            if clock is None:
                if target is not None and metric in self.wanted:
                    self._start(metric, at)
            elif not clock.is_live:
                continue
            elif target is None:
                self._drop(metric, at, "no target any more")
            elif clock.follows(self.judged):
                clock.keep_pace(self.timeline, at)
            else:
                clock.apply(self.judged, self.version, self.timeline, at)

    def _start(self, metric: Metric, at: datetime) -> None:
        self.instances[metric] = instance = self.instances.get(metric, 0) + 1
        clock = Clock(metric, instance, self.wanted[metric], self.entries.append)
        self.clocks.append(clock)
        self.current[metric] = clock
        clock.activate(self.judged, self.version, self.timeline, at)

    def _drop(self, metric: Metric, at: datetime, reason: str) -> None:
        if clock := self.current.pop(metric, None):
            clock.cancel(at, reason)

    def _meet(self, metrics: Iterable[Metric], at: datetime) -> None:
        for metric in metrics:
            self.wanted.pop(metric, None)
            if clock := self.current.pop(metric, None):
                clock.fulfil(at)

    def _give_up(self, metrics: Iterable[Metric], at: datetime, reason: str) -> None:
        for metric in metrics:
            self.wanted.pop(metric, None)
            self._drop(metric, at, reason)

    def agent_replied(self, _: Any, at: datetime) -> None:
        """Words of ours before the customer's first are no reply to them."""
        if self.has_spoken:
            self.is_answered, self.unanswered = True, None
            self._meet((Metric.FIRST_REPLY, Metric.NEXT_REPLY), at)
        self._meet((Metric.ESCALATED_REPLY, Metric.PERIODIC_UPDATE), at)
        if not self.is_over:
            self.wanted[Metric.PERIODIC_UPDATE] = at

    def customer_replied(self, _: Any, at: datetime) -> None:
        self.has_spoken = True
        self.unanswered = self.unanswered or at
        self._await_reply()

    def _await_reply(self) -> None:
        if self.unanswered is not None and not self.is_over:
            metric = Metric.NEXT_REPLY if self.is_answered else Metric.FIRST_REPLY
            self.wanted.setdefault(metric, self.unanswered)

    def status_became(self, status: str, at: datetime) -> None:
        was_over = self.is_over
        self.timeline.becomes(status, at)
        if self.is_over and not was_over:
            self.ended = dict(self.wanted), self.unanswered
            self.unanswered = None
            self._give_up(REPLIES, at, status)
            self._meet(UNTIL_SOLVED, at)
        elif was_over and not self.is_over:
            self._reopen(at)

    def undone(self, status: str, at: datetime) -> None:
        """Solved by mistake: what it ended is wanted again, since when it was."""
        was_over = self.is_over
        self.status_became(status, at)
        if was_over and not self.is_over:
            wanted, self.unanswered = self.ended
            self.wanted.update(wanted)

    def _reopen(self, at: datetime) -> None:
        """What was given up stays so; words that the customer wrote since are waiting."""
        self.wanted.update(dict.fromkeys(UNTIL_SOLVED, at))
        self._await_reply()

    def merged(self, value: Any, at: datetime) -> None:
        """``value`` False: the merge was undone."""
        was_over, self.is_merged = self.is_over, value is not False
        if self.is_merged:
            self.unanswered = None
            self._give_up(Metric, at, "merged")
        elif was_over and not self.is_over:
            self._reopen(at)

    def changed(self, value: dict[str, Any], at: datetime) -> None:
        before = self.situation
        self.situation = changed_situation(before, value)
        if self.situation != before:
            self._escalate(before.escalated, at)
            self.judged = self._rules(self.version).judge(self.situation)

    def _escalate(self, before: str, at: datetime) -> None:
        now = self.situation.escalated
        if before and not now:
            self._give_up((Metric.ESCALATED_REPLY,), at, "no longer escalated")
        elif now != before and not self.is_over:
            self.wanted.setdefault(Metric.ESCALATED_REPLY, at)

    def ruled(self, version: int, _: datetime) -> None:
        self.version = version
        self.judged = self._rules(version).judge(self.situation)

    def ledger(self, now: datetime) -> Ledger:
        judged = self.judged
        return Ledger(
            entries=tuple(self.entries),
            runs=tuple(run_of(clock, self.timeline, now) for clock in self.clocks),
            policy=judged.policy.slug if judged.policy else "",
            priority=judged.priority,
            priority_reason=judged.priority_reason,
            plan_unknown=judged.plan_unknown,
            situation=self.situation,
        )


HANDLERS: dict[Happening, Callable[[Deriving, Any, datetime], None]] = {
    Happening.AGENT_REPLY: Deriving.agent_replied,
    Happening.CUSTOMER_REPLY: Deriving.customer_replied,
    Happening.STATUS: Deriving.status_became,
    Happening.UNDONE: Deriving.undone,
    Happening.CHANGE: Deriving.changed,
    Happening.RULES: Deriving.ruled,
    Happening.MERGED: Deriving.merged,
}
