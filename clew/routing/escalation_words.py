"""Escalations in words, for the ticket's history."""

from clew.routing.facts import Deescalated, Escalated
from clew.routing.models import Outcome
from clew.tickets.history import WORDS


def _escalated(fact: Escalated, by: str) -> str:
    where = f"{fact.to} ({fact.team})"
    if fact.undoes:
        return f"{by} took back the end of the escalation to {where}"
    if fact.before:
        to, _, team = fact.before.partition("/")
        return f"{by} changed the escalation from {to} ({team}) to {where}"
    return f"{by} escalated to {where}: {fact.reason}"


def _deescalated(fact: Deescalated, by: str) -> str:
    where = f"{fact.to} ({fact.team})"
    if fact.undoes:
        return f"{by} took the escalation to {where} back"
    labels = dict(Outcome.choices)
    said = [str(labels[fact.outcome])] if fact.outcome in labels else []
    if fact.words:
        said.append(fact.words)
    outcome = f": {', '.join(said)}" if said else ""
    return f"{by} ended the escalation to {where}{outcome}"


WORDS[Escalated] = _escalated
WORDS[Deescalated] = _deescalated
