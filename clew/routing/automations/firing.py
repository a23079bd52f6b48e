"""One rule, one ticket, one cause: everything it does, or nothing and the reason.

The ticket's lock is held from the first question to the last change, so two workers with the same
job do it once: the second finds the firing. What fails is rolled back, kept with its error and
tried again.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import structlog
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from clew.core import clock, facts
from clew.core.actors import Actor
from clew.core.facts import Fact
from clew.routing.automation_facts import RuleFired, RuleStopped
from clew.routing.automations import chains, failing
from clew.routing.automations.asking import can_change, holds
from clew.routing.automations.vocabulary import Action, EnoughError, carry_out, changes_ticket
from clew.routing.models import Firing, FiringState, Rule
from clew.tickets.models import Ticket

RELATED = ("requester", "account__type", "team", "assignee", "environment")
log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Cause:
    """``key`` names it once and for all; ``because`` is said on the ticket."""

    key: str
    because: str
    fact: int | None = None
    trace: UUID | None = None  # of everything that this happening leads to
    after: Firing | None = None  # the firing whose change this is
    moment: datetime | None = None


class _NothingDoneError(Exception):
    """Rolls back what was tried for a firing that may not happen."""


def fire(rule: Rule, ticket_id: int, cause: Cause) -> Firing | None:
    """None when there was nothing to do: it fired already, or its conditions do not hold."""
    with transaction.atomic():
        rows = Ticket.objects.select_for_update(of=("self",)).select_related(*RELATED)
        ticket = rows.filter(pk=ticket_id, merged_into=None).first()
        if ticket is None:
            return None
        key = f"{rule.pk}:{ticket.pk}:{cause.key}"
        known = Firing.objects.filter(key=key).first()
        if known is not None and known.state != FiringState.FAILED:
            return None
        firing = known or _new(rule, ticket, key, cause)
        if not _wanted(rule, ticket, firing):
            return None
        _attempt(rule, ticket, firing)
        return firing if firing.pk else None


def actor_of(firing: Firing) -> Actor:
    return Actor("system", chains.actor_id(firing), f"Rule “{firing.rule_name}”")


def _new(rule: Rule, ticket: Ticket, key: str, cause: Cause) -> Firing:
    firing = Firing(
        rule=rule,
        rule_name=rule.name,
        ticket=ticket,
        key=key,
        because=cause.because[:300],
        cause=cause.fact,
        moment=cause.moment,
        at=clock.now(),
    )
    firing.trace = cause.trace or firing.trace
    chains.join(firing, cause.after)
    return firing


def _wanted(rule: Rule, ticket: Ticket, firing: Firing) -> bool:
    """Its conditions may have become untrue while it waited to be tried again."""
    changing = any(changes_ticket(action) for action in rule.actions)
    try:
        wanted = (can_change(ticket) or not changing) and holds(rule, ticket)
    except ValidationError as error:
        failing.failed(rule, firing, " ".join(error.messages))
        return False
    if not wanted and firing.pk:
        _stop(ticket, firing, "Its conditions no longer held when it was tried again.")
    return wanted


def _attempt(rule: Rule, ticket: Ticket, firing: Firing) -> None:
    why_not = chains.why_not(firing)
    try:
        with transaction.atomic():
            _begin(firing)
            firing.did = carried_out(rule.actions, ticket, firing)
            if why_not:
                raise _NothingDoneError  # noqa: TRY301  rolls it back
            firing.save()
            _tell(ticket, firing)
    except _NothingDoneError:
        ticket.refresh_from_db()
        would = bool(firing.did)
        _keep(firing)
        if would:
            _stop(ticket, firing, why_not)
    except EnoughError as enough:
        ticket.refresh_from_db()
        _keep(firing)
        _stop(ticket, firing, str(enough))
    except Exception as error:  # noqa: BLE001  a fault of one rule must not keep the others away
        ticket.refresh_from_db()
        log.warning("rules.failed", rule=rule.pk, ticket=ticket.number, error=str(error))
        _keep(firing)
        failing.failed(rule, firing, words_of(error))
    else:
        failing.worked(rule)


def _begin(firing: Firing) -> None:
    firing.state, firing.changes, firing.error = FiringState.DONE, 0, ""
    firing.at, firing.next_attempt_at = clock.now(), None
    firing.save()


def carried_out(actions: Sequence[Action], ticket: Ticket, firing: Firing) -> list[str]:
    by = actor_of(firing)
    done = [carry_out(action, ticket=ticket, by=by, firing=firing) for action in actions]
    return [words for words in done if words]


def words_of(error: Exception) -> str:
    if isinstance(error, ValidationError):
        return " ".join(error.messages)
    if isinstance(error, PermissionDenied | EnoughError):
        return str(error)
    return f"{type(error).__name__}: {error}"


def _keep(firing: Firing) -> None:
    """Its row was rolled back with what it did, unless it is from an earlier attempt."""
    firing.did, firing.changes = [], 0
    if not Firing.objects.filter(pk=firing.pk).exists():
        firing.pk = None


def _tell(ticket: Ticket, firing: Firing) -> None:
    if firing.did:
        said: dict[str, Any] = {"did": firing.did, "because": firing.because}
        _record(RuleFired, ticket, firing, **said)


def _stop(ticket: Ticket, firing: Firing, why: str) -> None:
    firing.state, firing.error, firing.next_attempt_at = FiringState.STOPPED, why, None
    firing.did, firing.changes = [], 0
    firing.save()
    _record(RuleStopped, ticket, firing, why=why)


def _record(kind: type[Fact], ticket: Ticket, firing: Firing, **said: Any) -> None:
    fact = kind(
        number=ticket.number,  # type: ignore[call-arg]  # both kinds are facts of a ticket
        rule_id=firing.rule_id,
        rule=firing.rule_name,
        firing_id=firing.pk,
        trace=str(firing.trace),
        **said,
    )
    facts.record(fact, by=actor_of(firing))
