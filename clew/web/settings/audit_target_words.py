"""Facts about targets and escalations as sentences of the audit log."""

from collections.abc import Callable, Mapping
from typing import Any

from clew.routing.models import Outcome
from clew.routing.policies.plans import plan_name
from clew.tickets.due import METRICS

Payload = Mapping[str, Any]
HOUR = 60


def _metric(fact: Payload) -> str:
    return METRICS.get(fact["metric"], str(fact["metric"]).replace("_", " "))


def _due(fact: Payload) -> str:
    return str(fact["due_at"])[:16].replace("T", " ") + " UTC"


def _length(minutes: int) -> str:
    hours, rest = divmod(minutes, HOUR)
    return " ".join(filter(None, [f"{hours} h" if hours else "", f"{rest} min" if rest else ""]))


def _breached(fact: Payload) -> str:
    promised = f" ({_length(fact['target_minutes'])})" if fact["target_minutes"] else ""
    return f"Missed the target{promised} of the {_metric(fact)}, due {_due(fact)}"


def _warned(fact: Payload) -> str:
    hours = fact["hours"]
    left = f"{hours} {'hour' if hours == 1 else 'hours'}"
    return f"Warned that the {_metric(fact)} is due within {left}, at {_due(fact)}"


def _customer(fact: Payload) -> str:
    plan = plan_name(fact["plan"]) if fact["plan"] else "unknown"
    if fact["before"] is None or fact["before"] == fact["plan"]:
        return f"Took note of the customer: plan {plan}"
    before = plan_name(fact["before"]) if fact["before"] else "unknown"
    return f"Took note that the plan of the customer changed from {before} to {plan}"


def _escalated(fact: Payload) -> str:
    where = f"{fact['to']} ({fact['team']})"
    if fact["undoes"]:
        return f"Took back the end of the escalation to {where}"
    verb = "Changed the escalation to" if fact["before"] else "Escalated to"
    return f"{verb} {where}" + (f": {fact['reason']}" if fact["reason"] else "")


def _deescalated(fact: Payload) -> str:
    where = f"{fact['to']} ({fact['team']})"
    if fact["undoes"]:
        return f"Took back the escalation to {where}"
    outcome = f": {str(Outcome(fact['outcome']).label).lower()}" if fact["outcome"] else ""
    words = f", “{fact['words']}”" if fact["words"] else ""
    return f"Ended the escalation to {where}{outcome}{words}"


WORDS: dict[str, Callable[[Payload], str]] = {
    "routing.TargetBreached": _breached,
    "routing.TargetWarned": _warned,
    "routing.CustomerChanged": _customer,
    "routing.PriorityFollowsPolicy": lambda _: "Left the priority to the policy",
    "routing.Escalated": _escalated,
    "routing.Deescalated": _deescalated,
}
