"""Writing, ordering and switching rules. Admins do; on one fact they act in their order."""

from collections.abc import Sequence

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Max

from clew.core import clock, facts
from clew.core.actors import Actor
from clew.people.models import Staff
from clew.routing.automation_facts import (
    RuleChanged,
    RuleCreated,
    RuleDeleted,
    RuleRestored,
    RulesOrdered,
    RuleSwitched,
)
from clew.routing.automations import listening
from clew.routing.automations.checking import RuleWords, checked_rule
from clew.routing.models import Rule

MOST_RULES = 500  # active ones
ADMINS = "Owners and admins write automations. Ask one of them."
SYSTEM = "This rule belongs to Clew. Its numbers can be changed, its conditions cannot."


def create_rule(*, words: RuleWords, by: Actor, active: bool = False) -> Rule:
    """Raises ValidationError by field, PermissionDenied."""
    refuse_others(by)
    checked = checked_rule(words)
    at = clock.now()
    with transaction.atomic():
        _refuse_taken(checked["name"])
        last = Rule.objects.aggregate(last=Max("position"))["last"] or 0
        rule = Rule(**checked, position=last + 1, created_at=at, changed_at=at)
        rule.changed_by = by.name[:200]
        rule.save(force_insert=True)
        facts.record(RuleCreated(rule_id=rule.pk, rule=rule.name), by=by)
        if active:
            switch_rule(rule=rule, on=True, by=by)
    return rule


def change_rule(*, rule: Rule, words: RuleWords, by: Actor) -> bool:
    """Raises ValidationError by field, PermissionDenied."""
    refuse_others(by)
    checked = checked_rule(words)
    with transaction.atomic():
        _lock(rule)
        _refuse_taken(checked["name"], but=rule)
        changed = [name for name, value in checked.items() if getattr(rule, name) != value]
        if not changed:
            return False
        for name in changed:
            setattr(rule, name, checked[name])
        _save(rule, by, *changed)
        facts.record(RuleChanged(rule_id=rule.pk, rule=rule.name, changed=changed), by=by)
        return True


def switch_rule(*, rule: Rule, on: bool, by: Actor) -> bool:
    """Switched on, a paused rule runs again and what it failed at is tried again."""
    refuse_others(by)
    with transaction.atomic():
        _lock(rule)
        if rule.active == on and rule.paused_at is None:
            return False
        if on and _running() >= MOST_RULES:
            raise ValidationError(f"At most {MOST_RULES} rules run. Switch another one off first.")
        rule.active, rule.paused_at, rule.failures = on, None, 0
        _save(rule, by, "active", "paused_at", "failures")
        facts.record(RuleSwitched(rule_id=rule.pk, rule=rule.name, on=on), by=by)
        return True


def delete_rule(*, rule: Rule, by: Actor) -> bool:
    """Nobody finds it any more and it does nothing; what it did stays told. It can be restored."""
    return _mark(rule, deleted=True, by=by)


def restore_rule(*, rule: Rule, by: Actor) -> bool:
    return _mark(rule, deleted=False, by=by)


def order_rules(*, ids: Sequence[int], by: Actor) -> bool:
    """In this order; those that are not named stand behind, as they stood."""
    refuse_others(by)
    with transaction.atomic():
        rules = list(Rule.objects.select_for_update().filter(system="", deleted_at=None))
        places = {pk: place for place, pk in enumerate(ids)}
        wanted = sorted(rules, key=lambda rule: places.get(rule.pk, len(places)))
        if wanted == rules:
            return False
        for place, rule in enumerate(wanted, start=1):
            rule.position = place
        Rule.objects.bulk_update(wanted, ["position"])
        facts.record(RulesOrdered(rules=[rule.name for rule in wanted]), by=by)
        return True


def refuse_others(by: Actor) -> None:
    """Raises PermissionDenied. Tokens were let in, or not, by the API."""
    if by.kind == "staff" and not Staff.objects.get(pk=int(by.id)).is_admin:
        raise PermissionDenied(ADMINS)


def _mark(rule: Rule, *, deleted: bool, by: Actor) -> bool:
    refuse_others(by)
    with transaction.atomic():
        _lock(rule)
        if (rule.deleted_at is not None) == deleted:
            return False
        if not deleted:
            _refuse_taken(rule.name, but=rule)
        rule.deleted_at = clock.now() if deleted else None
        _save(rule, by, "deleted_at")
        kind = RuleDeleted if deleted else RuleRestored
        facts.record(kind(rule_id=rule.pk, rule=rule.name), by=by)
        return True


def _lock(rule: Rule) -> None:
    rule.refresh_from_db(from_queryset=Rule.objects.select_for_update())
    if rule.system:
        raise ValidationError(SYSTEM)


def _save(rule: Rule, by: Actor, *fields: str) -> None:
    rule.changed_at, rule.changed_by = clock.now(), by.name[:200]
    rule.save(update_fields=[*fields, "changed_at", "changed_by"])
    listening.forget()


def _running() -> int:
    return listening.running_rules().count()


def _refuse_taken(name: str, *, but: Rule | None = None) -> None:
    same = Rule.objects.filter(name=name, system="", deleted_at=None)
    if (same.exclude(pk=but.pk) if but else same).exists():
        raise ValidationError({"name": f"There is a rule “{name}” already. Choose another name."})
