"""What happens to rules, and what rules do to tickets. Field names are public."""

from dataclasses import dataclass, field

from clew.core.facts import Fact
from clew.tickets.facts import TicketFact


@dataclass(frozen=True, kw_only=True)
class RuleFact(Fact):
    rule_id: int
    rule: str  # its name

    @property
    def subject(self) -> str:
        return f"rule/{self.rule_id}"

    def topics(self) -> list[str]:
        return [self.subject, "rules"]


@dataclass(frozen=True, kw_only=True)
class RuleCreated(RuleFact):
    pass


@dataclass(frozen=True, kw_only=True)
class RuleChanged(RuleFact):
    changed: list[str]  # names of fields


@dataclass(frozen=True, kw_only=True)
class RuleSwitched(RuleFact):
    on: bool


@dataclass(frozen=True, kw_only=True)
class RulePaused(RuleFact):
    """By Clew, because it failed again and again."""

    failures: int
    error: str


@dataclass(frozen=True, kw_only=True)
class RuleDeleted(RuleFact):
    pass


@dataclass(frozen=True, kw_only=True)
class RuleRestored(RuleFact):
    pass


@dataclass(frozen=True, kw_only=True)
class RulesOrdered(Fact):
    rules: list[str]  # their names, in order

    @property
    def subject(self) -> str:
        return "rules"


@dataclass(frozen=True, kw_only=True)
class RuleFired(TicketFact):
    """``did`` and ``because`` in words; ``trace`` is shared by all of one chain."""

    rule_id: int
    rule: str
    firing_id: int
    did: list[str] = field(default_factory=list)
    because: str = ""
    trace: str = ""


@dataclass(frozen=True, kw_only=True)
class RuleStopped(TicketFact):
    """It was not let; ``why`` in words."""

    rule_id: int
    rule: str
    firing_id: int
    why: str
    trace: str = ""


@dataclass(frozen=True, kw_only=True)
class WebhookRequested(TicketFact):
    """A rule wants this ticket told to an endpoint of webhooks."""

    endpoint_id: int
    rule_id: int
    rule: str
    because: str

    def topics(self) -> list[str]:
        return []
