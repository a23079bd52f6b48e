"""The words of targets: what policies are asked about, what happens, and what a ledger says.

Pure values. Nothing here knows a database or the time.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any


class Metric(StrEnum):
    """What a target measures. ``started_at`` and what meets it:

    first_reply: the customer's first words → our first public reply
    next_reply: the customer's oldest unanswered words after a reply of ours → our public reply
    periodic_update: our public reply → our next public reply, until solved
    escalated_reply: the escalation → our next public reply
    requester_wait, agent_work, resolution: opening (or reopening) → solved
    """

    FIRST_REPLY = "first_reply"
    NEXT_REPLY = "next_reply"
    PERIODIC_UPDATE = "periodic_update"
    ESCALATED_REPLY = "escalated_reply"
    REQUESTER_WAIT = "requester_wait"
    AGENT_WORK = "agent_work"
    RESOLUTION = "resolution"


# Statuses in which a clock stands still, unless a policy's target says otherwise.
PAUSES: dict[Metric, frozenset[str]] = {
    Metric.FIRST_REPLY: frozenset(),  # never, whatever a policy says
    Metric.NEXT_REPLY: frozenset({"pending", "hold"}),
    Metric.PERIODIC_UPDATE: frozenset({"pending", "hold"}),
    Metric.ESCALATED_REPLY: frozenset({"pending", "hold"}),
    Metric.REQUESTER_WAIT: frozenset({"pending"}),
    Metric.AGENT_WORK: frozenset({"pending", "hold"}),
    Metric.RESOLUTION: frozenset({"pending", "hold"}),
}


class Happening(StrEnum):
    """What a ledger is derived from; facts of the ticket, and nothing else, become these."""

    AGENT_REPLY = "agent_reply"  # public, by staff; automatic messages are none
    CUSTOMER_REPLY = "customer_reply"
    NOTE = "note"
    STATUS = "status"  # value: the status it has from now on
    UNDONE = "undone"  # value: the status it has again, because somebody took their move back
    CHANGE = "change"  # value: parts of the situation, {"severity": "high", "plan": "scale"}
    RULES = "rules"  # value: id of the policy version that holds from now on
    MERGED = "merged"  # it became part of another ticket; value False: that was undone


@dataclass(frozen=True)
class Event:
    at: datetime
    kind: Happening
    value: Any = None


@dataclass(frozen=True, kw_only=True)
class Situation:
    """What conditions of policies are asked about, at one time.

    ``plan`` is None when nobody knows it. ``properties`` has ``person`` and ``account``.
    """

    plan: str | None = None
    severity: str = "medium"
    priority: str | None = None  # set by hand; None: the policy derives it
    kind: str = "support"
    area: str = ""
    channel: str = ""
    tags: frozenset[str] = frozenset()
    escalated: str = ""  # "", "support" or "engineering"
    properties: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class History:
    """A ticket as its facts tell it. ``events`` in the order they were recorded.

    ``opened_by_customer`` False: staff wrote first, so the first reply's clock starts with the
    customer's first words. ``version`` is that of the policies in force when it was opened.
    """

    opened_at: datetime
    opened_by_customer: bool = True
    situation: Situation
    version: int = 0
    status: str = "new"
    events: tuple[Event, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A line of the ledger; ``kind`` and ``data`` as in ``clew.routing.models.LedgerEntry``."""

    metric: Metric
    instance: int
    kind: str  # activate, apply, pause, resume, fulfil, breach, cancel
    at: datetime
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Run:
    """One run of one metric, as ``clew.routing.models.Target`` keeps it; see there.

    ``open_since_paused`` and the like are the deriver's own business. ``explanation`` is a list of
    parts that :func:`clew.routing.targets.explaining.words` makes a paragraph of.
    """

    metric: Metric
    instance: int
    state: str
    policy: str
    policy_name: str
    version: int
    calendar: str
    target_minutes: int
    started_at: datetime
    paused_minutes: int = 0
    due_at: datetime | None = None
    fulfilled_at: datetime | None = None
    breached_at: datetime | None = None
    cancelled_at: datetime | None = None
    explanation: tuple[Mapping[str, Any], ...] = ()


@dataclass(frozen=True, kw_only=True)
class Ledger:
    """``priority`` as the policy derives it now, ``priority_reason`` in words; the policy's slug.

    Both are "" when no policy applies.
    """

    entries: tuple[Entry, ...] = ()
    runs: tuple[Run, ...] = ()
    policy: str = ""
    priority: str = ""
    priority_reason: str = ""
    plan_unknown: bool = False  # the policy goes by plan, and took its ``unknown_plan`` instead
    situation: Situation
