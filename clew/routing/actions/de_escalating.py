"""The end of an escalation, and its taking up again: the ticket goes to and fro with it."""

from datetime import datetime

from clew.core import facts
from clew.core.actors import Actor
from clew.routing.actions.escalating import VERB, escalation_open_on, give, record_escalation
from clew.routing.facts import Deescalated
from clew.routing.models import Escalation, EscalationState, Outcome
from clew.tickets import actions
from clew.tickets.actions.changing import changing, refuse_light_agents
from clew.tickets.actions.escalated import mark_escalated
from clew.tickets.models import Status, Ticket
from clew.tickets.validation import checked_choice, one_line


def de_escalate(*, ticket: Ticket, by: Actor, outcome: str = "", words: str = "") -> Escalation:
    """Back to the team that had it, unless somebody gave it to another one since."""
    refuse_light_agents(by, VERB)
    if outcome:
        checked_choice("outcome", outcome, Outcome)
    with changing(ticket, closed_too=True) as at:
        escalation = escalation_open_on(ticket)
        escalation.state = EscalationState.ENDED
        escalation.outcome, escalation.outcome_words = outcome, one_line(words)[:300]
        end(escalation, by=by, at=at)
    return escalation


def end(escalation: Escalation, *, by: Actor, at: datetime) -> None:
    """On a locked ticket."""
    ticket = escalation.ticket
    escalation.ended_at, escalation.ended_by_name = at, by.name[:200]
    escalation.save()
    fact = Deescalated(
        number=ticket.number,
        to=escalation.to,
        team=escalation.team_name,
        escalation_id=escalation.pk,
        outcome=escalation.outcome,
        words=escalation.outcome_words,
        undoes=escalation.state == EscalationState.UNDONE,
    )
    facts.record(fact, by=by, at=at)
    if ticket.team_id == escalation.team_id and ticket.status != Status.CLOSED:
        actions.set_team(ticket=ticket, team=escalation.previous_team, by=by, at=at)
    mark_escalated(ticket, "", at=at)


def begin_again(escalation: Escalation, *, by: Actor, at: datetime) -> None:
    """On a locked ticket: it is open as if it had not ended."""
    escalation.state, escalation.ended_at = EscalationState.OPEN, None
    escalation.outcome = escalation.outcome_words = escalation.ended_by_name = ""
    escalation.save()
    if escalation.team is not None:
        give(escalation, escalation.team, by=by, at=at)
    record_escalation(escalation, by=by, at=at, undoes=True)
