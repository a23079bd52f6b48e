"""What happens when a rule fails: another attempt later, and a pause when it goes on failing."""

from datetime import timedelta

from django.db.models import F

from clew.core import clock, facts
from clew.core.actors import SYSTEM
from clew.people.models import NotificationKind, Role
from clew.people.notifications import notify
from clew.people.staff_queries import active_staff
from clew.routing.automation_facts import RulePaused
from clew.routing.automation_options import PAUSE_AFTER
from clew.routing.automations import listening
from clew.routing.models import Firing, FiringState, Rule

BACKOFF = [timedelta(minutes=minutes) for minutes in (1, 5, 30, 120)]
MAX_ATTEMPTS = len(BACKOFF) + 1


def failed(rule: Rule, firing: Firing, error: str) -> None:
    """In the transaction that rolled the attempt back."""
    firing.attempts += 1
    firing.error = error[:2000]
    last = firing.attempts >= MAX_ATTEMPTS
    firing.state = FiringState.GIVEN_UP if last else FiringState.FAILED
    firing.next_attempt_at = None if last else clock.now() + BACKOFF[firing.attempts - 1]
    firing.save()
    Rule.objects.filter(pk=rule.pk).update(failures=F("failures") + 1)
    rule.refresh_from_db(fields=["failures", "paused_at"])
    if rule.failures >= PAUSE_AFTER.value() and rule.paused_at is None:
        _pause(rule, error)


def worked(rule: Rule) -> None:
    if rule.failures:
        Rule.objects.filter(pk=rule.pk).update(failures=0)
        rule.failures = 0


def _pause(rule: Rule, error: str) -> None:
    at = clock.now()
    if not Rule.objects.filter(pk=rule.pk, paused_at=None).update(paused_at=at):
        return
    rule.paused_at = at
    listening.forget()
    fact = RulePaused(rule_id=rule.pk, rule=rule.name, failures=rule.failures, error=error[:300])
    row = facts.record(fact, by=SYSTEM)
    for admin in active_staff().filter(role__in=[Role.OWNER, Role.ADMIN]):
        notify(
            staff=admin,
            kind=NotificationKind.RULE,
            subject=f"rule/{rule.pk}",
            text=f"The rule “{rule.name}” is paused: it failed {rule.failures} times",
            url=f"/settings/automations/{rule.pk}",
            at=at,
            by=SYSTEM,
            key=str(row.uuid),
            snippet=error[:200],
        )
