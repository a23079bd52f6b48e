"""Time rules, each minute: which tickets their conditions have come to be true for.

One statement a rule finds them; each ticket is then asked again under its lock.
"""

import time
from typing import Any

import structlog
from django.core.exceptions import ValidationError
from django.db.models import Q

from clew.core import clock
from clew.core.jobs import stopping
from clew.routing.automations import chains
from clew.routing.automations.asking import conditions_of, matching
from clew.routing.automations.firing import Cause, fire
from clew.routing.automations.listening import running_rules
from clew.routing.automations.moments import not_yet_fired, time_items, with_moment
from clew.routing.automations.triggers import TIME
from clew.routing.models import Firing, FiringState, Rule
from clew.tickets.conditions import Conditions, words
from clew.tickets.models import Status, Ticket
from clew.tickets.models.tickets import TicketQuerySet

AT_ONCE = 1000  # tickets a rule takes in one pass; the next pass goes on
AT_MOST = 20.0  # seconds; likewise
FOUND = 200  # tickets looked up at once
log = structlog.get_logger(__name__)


def run_time_rules() -> int:
    """Safe to call at any time, twice, and in two processes. Returns how many firings."""
    ends = time.monotonic() + AT_MOST
    return retry_failed(ends) + sum(_one_rule(rule, ends) for rule in _rules())


def retry_failed(ends: float) -> int:
    """Rules that are paused wait until somebody switches them on again."""
    due = Q(state=FiringState.FAILED, next_attempt_at__lte=clock.now())
    runs = Q(rule__active=True, rule__paused_at=None, rule__deleted_at=None)
    found = Firing.objects.filter(due & runs).select_related("rule", "after")
    done = 0
    for firing in found.order_by("next_attempt_at")[:FOUND]:
        if stopping.is_set() or time.monotonic() > ends:
            break
        key = firing.key.split(":", 2)[2]
        cause = Cause(key, firing.because, firing.cause, firing.trace, firing.after, firing.moment)
        done += _fired(firing.rule, firing.ticket_id, cause)
    return done


def due_tickets(rule: Rule, conditions: Conditions) -> TicketQuerySet:
    """With their ``moment``, those on which it has not fired for it yet."""
    open_ones = Ticket.objects.exclude(status=Status.CLOSED).filter(merged_into=None)
    found = with_moment(matching(open_ones, conditions), conditions, rule.actions)
    return not_yet_fired(found, rule)


def because_of(conditions: Conditions) -> str:
    said = [words(item) for item in time_items(conditions)]
    return f"time passed: {', '.join(said)}" if said else "its conditions came to be true"


def _rules() -> list[Rule]:
    return list(running_rules().filter(trigger=TIME))


def _one_rule(rule: Rule, ends: float) -> int:
    try:
        conditions = conditions_of(rule)
    except ValidationError:
        log.warning("rules.unreadable", rule=rule.pk)  # its page says which condition
        return 0
    because, done, last = because_of(conditions), 0, 0
    for _ in range(AT_ONCE // FOUND):
        found = due_tickets(rule, conditions).filter(pk__gt=last).order_by("pk")
        rows = found.values_list("pk", "moment", "number")  # type: ignore[misc]  # annotated
        piece: list[Any] = list(rows[:FOUND])
        for pk, moment, number in piece:
            if stopping.is_set() or time.monotonic() > ends:
                return done
            after = chains.before(Ticket(pk=pk, number=number))
            cause = Cause(f"at:{moment.isoformat()}", because, after=after, moment=moment)
            done += _fired(rule, pk, cause)
        if len(piece) < FOUND:
            break
        last = piece[-1][0]
    return done


def _fired(rule: Rule, ticket_id: int, cause: Cause) -> bool:
    """A ticket that fails must not hold up the ones behind it."""
    rule.refresh_from_db(fields=["active", "paused_at", "deleted_at", "failures"])
    if not rule.runs:
        return False
    try:
        return fire(rule, ticket_id, cause) is not None
    except Exception:
        log.exception("rules.time_failed", rule=rule.pk, ticket=ticket_id)
        return False
