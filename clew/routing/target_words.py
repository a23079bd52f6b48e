"""How a ticket's history tells of its targets and of its customer's plan."""

from clew.routing.facts import CustomerChanged, TargetBreached
from clew.routing.policies.plans import plan_name
from clew.tickets.due import METRICS
from clew.tickets.history import WORDS


def _customer(fact: CustomerChanged, _by: str) -> str:
    """What was known from the beginning is no change."""
    if fact.before is None or fact.before == fact.plan:
        return ""
    before, after = (plan_name(plan) if plan else "unknown" for plan in (fact.before, fact.plan))
    return f"The customer's plan changed from {before} to {after}"


def _breached(fact: TargetBreached, _by: str) -> str:
    return f"The target of the {METRICS.get(fact.metric, fact.metric)} was missed"


WORDS[CustomerChanged] = _customer
WORDS[TargetBreached] = _breached
