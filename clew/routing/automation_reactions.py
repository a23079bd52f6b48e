"""Event rules: each fact of a ticket is held against the rules that listen to it, in order."""

from clew.core.facts import Fact, Recorded, reaction
from clew.routing.automation_facts import RuleFired, RuleStopped
from clew.routing.automations import (
    away,  # noqa: F401  registers a condition
    chains,
    reaching_out,  # noqa: F401  registers actions
    telling,  # noqa: F401  registers actions
)
from clew.routing.automations.firing import Cause, fire
from clew.routing.automations.listening import is_heard, running_rules
from clew.routing.automations.system import is_of_the_clock, keep_firing
from clew.routing.automations.triggers import Trigger, triggers_of
from clew.tickets import history
from clew.tickets.facts import FieldChanged, PropertyChanged, StatusChanged, TicketFact
from clew.tickets.models import Status, Ticket

PROPERTIES = {"area": "product area"}


@reaction(when=is_heard)
def rules_hear_of_it(recorded: Recorded) -> None:
    """Each rule in its own transaction, so that one that fails does not keep the next."""
    fact = recorded.fact
    if not isinstance(fact, TicketFact):
        return
    ticket = Ticket.objects.filter(number=fact.number).only("pk", "created_at").first()
    if ticket is None:
        return
    heard = {each.name: each for each in triggers_of(fact.name, vars(fact))}
    after = chains.firing_of(recorded.by.id)
    for rule in running_rules().filter(trigger__in=list(heard)):
        trigger = heard[rule.trigger]
        if not is_opening(trigger, ticket, recorded):
            because = because_of(trigger, recorded)
            cause = Cause(f"fact:{recorded.id}", because, recorded.id, recorded.uuid, after)
            fire(rule, ticket.pk, cause)


def is_opening(trigger: Trigger, ticket: Ticket, recorded: Recorded) -> bool:
    """The first message came with the ticket: that is another trigger."""
    return trigger.is_message and recorded.at <= ticket.created_at


def because_of(trigger: Trigger, recorded: Recorded) -> str:
    after = chains.firing_of(recorded.by.id)
    said = happened(recorded.fact) or trigger.because
    return f"{said} by the rule “{after.rule_name}”" if after else said


def happened(fact: Fact) -> str:
    """More closely than the trigger says it; "" when it cannot be."""
    match fact:
        case PropertyChanged():
            return f"its {PROPERTIES.get(fact.field, fact.field)} changed"
        case FieldChanged():
            return f"its {fact.label} changed"
        case StatusChanged():
            return f"its status changed to {Status(fact.after).label}"
    return ""


@reaction(when=is_of_the_clock)
def keep_what_the_clock_did(recorded: Recorded) -> None:
    """The rules of the lifecycle show what they did, as rules of admins do."""
    keep_firing(recorded)


def _fired(fact: RuleFired, by: str) -> str:
    did = " and ".join([", ".join(fact.did[:-1]), fact.did[-1]] if fact.did[1:] else fact.did)
    return f"{by} {did}, because {fact.because}"


def _stopped(fact: RuleStopped, by: str) -> str:
    return f"{by} was stopped. {fact.why}"


def _firing_page(fact: RuleFired | RuleStopped) -> str:
    return f"/tickets/{fact.number}/firings/{fact.firing_id}"


history.WORDS[RuleFired] = _fired
history.WORDS[RuleStopped] = _stopped
history.PAGES[RuleFired] = _firing_page
history.PAGES[RuleStopped] = _firing_page
