"""What admins do with usage metrics. Every one has an opposite, so that it can be undone."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.text import slugify

from clew.analytics import metric_facts as facts
from clew.analytics.metrics.defining import Definition, checked, written_onto
from clew.analytics.metrics.queries import known_metrics
from clew.analytics.models import UsageMetric
from clew.core import clock
from clew.core.actors import Actor
from clew.core.facts import record
from clew.people.models import Environment

MOST = 30  # of an environment: a profile shows all of them
TAKEN = "There is a metric of this name. Choose another name."
SLUG = 80


@transaction.atomic
def create_metric(*, environment: Environment, definition: Definition, by: Actor) -> UsageMetric:
    """Behind the others. Raises ValidationError by field or place."""
    values = checked(definition)
    others = _locked(environment)
    if len(others) >= MOST:
        raise ValidationError(f"There are {MOST} metrics already. Delete one first.")
    _refuse_taken(values["name"], others)
    metric = UsageMetric(
        environment=environment,
        slug=_slug(values["name"], environment),
        position=max((one.position for one in others), default=0) + 1,
        created_at=clock.now(),
        **values,
    )
    metric.save(force_insert=True)
    record(facts.MetricCreated(**_named(metric)), by=by)
    return metric


@transaction.atomic
def change_metric(*, metric: UsageMetric, definition: Definition, by: Actor) -> list[str]:
    """What changed; the slug stays. Raises ValidationError by field or place."""
    values = checked(definition)
    others = _locked(metric.environment)
    now = next((one for one in others if one.pk == metric.pk), None)
    if now is None:
        raise ValidationError("This metric was deleted meanwhile.")
    _refuse_taken(values["name"], [one for one in others if one.pk != metric.pk])
    changed = written_onto(now, values)
    if changed:
        now.save(update_fields=changed)
        record(facts.MetricChanged(**_named(now), changed=changed), by=by)
    written_onto(metric, values)
    return changed


@transaction.atomic
def move_metric(*, metric: UsageMetric, place: int, by: Actor) -> bool:
    """To the ``place``th of all, from 1. False when it is there already."""
    rows = _locked(metric.environment)
    order = [one.pk for one in rows]
    rest = [one for one in rows if one.pk != metric.pk]
    place = max(1, min(place, len(rows)))
    moved = next((one for one in rows if one.pk == metric.pk), metric)
    rest.insert(place - 1, moved)
    if order == [one.pk for one in rest]:
        return False
    for position, one in enumerate(rest, start=1):
        one.position = position
    UsageMetric.objects.bulk_update(rest, ["position"])
    record(facts.MetricMoved(**_named(metric), place=place), by=by)
    return True


@transaction.atomic
def delete_metric(*, metric: UsageMetric, by: Actor) -> None:
    if known_metrics(metric.environment).filter(pk=metric.pk).update(deleted_at=clock.now()):
        record(facts.MetricDeleted(**_named(metric)), by=by)


@transaction.atomic
def restore_metric(*, metric: UsageMetric, by: Actor) -> None:
    """Takes a deletion back. Raises ValidationError when the name was given away meanwhile."""
    others = _locked(metric.environment)
    if any(one.pk == metric.pk for one in others):
        return
    if len(others) >= MOST:
        raise ValidationError(f"There are {MOST} metrics already. Delete one first.")
    _refuse_taken(metric.name, others)
    if any(one.slug == metric.slug for one in others):
        raise ValidationError({"name": [TAKEN]})
    UsageMetric.objects.filter(pk=metric.pk).update(deleted_at=None)
    record(facts.MetricRestored(**_named(metric)), by=by)


def _locked(environment: Environment) -> list[UsageMetric]:
    """One change at a time: names and places are of all of them."""
    Environment.objects.select_for_update(no_key=True).get(pk=environment.pk)
    return list(known_metrics(environment))


def _refuse_taken(name: str, others: list[UsageMetric]) -> None:
    if any(one.name.casefold() == name.casefold() for one in others):
        raise ValidationError({"name": [TAKEN]})


def _slug(name: str, environment: Environment) -> str:
    """Never one that was used before: account fields and lists may still name it."""
    wanted = slugify(name)[: SLUG - 4].strip("-") or "metric"
    used = set(UsageMetric.objects.filter(environment=environment).values_list("slug", flat=True))
    slugs = (wanted if n == 1 else f"{wanted}-{n}" for n in range(1, len(used) + 2))
    return next(slug for slug in slugs if slug not in used)


def _named(metric: UsageMetric) -> dict[str, Any]:
    return {
        "environment_id": metric.environment_id,
        "metric": metric.slug,
        "name_of_metric": metric.name,
    }
