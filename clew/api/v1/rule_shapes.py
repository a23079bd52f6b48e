"""Automations as JSON. Fields are added, never renamed."""

from datetime import datetime
from typing import Any, Self

from ninja import Schema
from pydantic import Field

from clew.routing.automations.rehearsing import MOST_DAYS
from clew.routing.models import Firing, Rule


class RuleAction(Schema):
    field: str = Field(description="A change of a ticket, or notify, note, reply, webhook")
    value: Any = None


class RuleShape(Schema):
    id: int
    name: str
    trigger: str = Field(description="opened, customer_replied, target_breached, time, …")
    conditions: dict[str, Any] = Field(description="“all” and “any” lists, as in views")
    actions: list[RuleAction]
    active: bool
    paused_at: datetime | None = Field(description="By Clew, after it failed again and again")
    position: int
    last_fired_at: datetime | None
    fired: int = Field(description="In the last 30 days")
    changed_at: datetime

    @classmethod
    def of(cls, rule: Rule) -> Self:
        plain = ("name", "trigger", "conditions", "active", "paused_at", "position", "changed_at")
        return cls(
            id=rule.pk,
            **{name: getattr(rule, name) for name in plain},
            actions=[RuleAction(**each) for each in rule.actions],
            last_fired_at=getattr(rule, "last_fired_at", None),
            fired=getattr(rule, "recent", 0),
        )


class RulesPage(Schema):
    items: list[RuleShape]
    next_cursor: str | None = None


class RuleGiven(Schema):
    name: str
    trigger: str
    conditions: dict[str, Any] = {}
    actions: list[RuleAction]
    active: bool = False


class RuleChanges(Schema):
    name: str | None = None
    trigger: str | None = None
    conditions: dict[str, Any] | None = None
    actions: list[RuleAction] | None = None
    active: bool | None = None


class OrderGiven(Schema):
    rules: list[int] = Field(description="Ids in their order; others stand behind")


class DryRunGiven(Schema):
    trigger: str
    conditions: dict[str, Any] = {}
    actions: list[RuleAction]
    days: int = Field(30, ge=1, le=MOST_DAYS)
    start: int = Field(0, ge=0, description="Where to go on: “next” of the last answer")


class WouldFire(Schema):
    ticket: int
    at: datetime
    did: list[str]
    error: str


class DryRun(Schema):
    total: int = Field(description="Tickets to look at")
    looked_at: int
    items: list[WouldFire]
    next: int | None


class FiringShape(Schema):
    id: int
    ticket: int
    at: datetime
    state: str = Field(description="done, failed, given_up or stopped")
    because: str
    did: list[str]
    error: str
    trace: str
    depth: int

    @classmethod
    def of(cls, firing: Firing) -> Self:
        plain = ("at", "state", "because", "did", "error", "depth")
        given = {name: getattr(firing, name) for name in plain}
        ticket = firing.ticket.number
        return cls(id=firing.pk, ticket=ticket, trace=str(firing.trace), **given)


class FiringsPage(Schema):
    items: list[FiringShape]
    next_cursor: str | None = None


class FiringFilters(Schema):
    problems: bool = Field(default=False, description="Only those that failed or were stopped")
