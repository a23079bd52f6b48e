"""What happens to tickets because of promises. Field names are public, as in tickets."""

from dataclasses import dataclass, field
from typing import Any

from clew.core.facts import Fact
from clew.tickets.facts import TicketFact


@dataclass(frozen=True, kw_only=True)
class CustomerChanged(TicketFact):
    """What is known of the customer from now on, of what policies and the queue ask about.

    ``plan`` is a slug, "" when nobody knows it. ``properties`` has ``person`` and ``account``.
    ``before`` is the plan of before; none on what is known first, which counts from the opening.
    """

    plan: str
    plan_known: bool
    properties: dict[str, dict[str, Any]] = field(default_factory=dict)
    before: str | None = None


@dataclass(frozen=True, kw_only=True)
class Escalated(TicketFact):
    """``to`` is ``support`` or ``engineering``; ``team`` its name, ``reason`` in words.

    ``before`` is ``target/team`` when an escalation was changed; ``undoes`` its end.
    """

    to: str
    team: str
    reason: str
    escalation_id: int
    before: str = ""
    undoes: bool = False


@dataclass(frozen=True, kw_only=True)
class Deescalated(TicketFact):
    """``to`` is where it was escalated; ``outcome`` as in ``Escalation``, ``words`` beside it."""

    to: str
    team: str
    escalation_id: int
    outcome: str = ""
    words: str = ""
    undoes: bool = False  # it was a slip, taken back within minutes


@dataclass(frozen=True, kw_only=True)
class TargetWarned(TicketFact):
    """``hours`` of the calendar's open time, at most, are left until ``due_at`` (ISO 8601)."""

    metric: str
    instance: int
    hours: int
    due_at: str
    policy: str = ""

    def topics(self) -> list[str]:
        return []


@dataclass(frozen=True, kw_only=True)
class TargetBreached(TicketFact):
    """``due_at`` (ISO 8601) passed, or a change moved it into the past; ``policy`` is its slug."""

    metric: str
    instance: int
    due_at: str
    policy: str = ""
    target_minutes: int = 0
    calendar: str = ""


@dataclass(frozen=True, kw_only=True)
class PoliciesChanged(Fact):
    """A version of all policies is in force; on record once, not on each ticket."""

    version: int
    note: str

    @property
    def subject(self) -> str:
        return "policies"

    def topics(self) -> list[str]:
        return ["policies"]


@dataclass(frozen=True, kw_only=True)
class PriorityFollowsPolicy(TicketFact):
    """What was set by hand holds no longer: the policy says it again."""
