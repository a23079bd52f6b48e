"""Changes to how health is scored. All accounts are scored again at once."""

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import transaction

from clew.analytics.health.register import parts
from clew.analytics.health.running import marks_now, score_anew
from clew.analytics.health.storing import Marks
from clew.analytics.health.weighing import Chosen, chosen, default_of
from clew.analytics.health_facts import HealthPartsChanged
from clew.analytics.health_options import FAIR_FROM, HEALTHY_FROM
from clew.analytics.models import HealthPart
from clew.core.actors import Actor
from clew.core.facts import record
from clew.core.options import set_options
from clew.people.models import Environment


@transaction.atomic
def weigh(*, environment: Environment, wanted: Sequence[Chosen], marks: Marks, by: Actor) -> bool:
    """False when it is so already. Raises ValidationError by field."""
    if marks.fair_from >= marks.healthy_from:
        raise ValidationError({"fair_from": ["Fair has to begin below healthy."]})
    Environment.objects.select_for_update(no_key=True).get(pk=environment.pk)
    before = {each.part.kind: each for each in chosen(environment)}
    new = [each for each in wanted if each != before[each.part.kind]]
    moved = marks_now() != marks
    if not new and not moved:
        return False
    for each in new:
        _store(environment, each)
    options = {HEALTHY_FROM.key: marks.healthy_from, FAIR_FROM.key: marks.fair_from}
    set_options(values=options, by=by)  # has a fact of its own
    if new:
        changed = {each.part.label: _said(before[each.part.kind], each) for each in new}
        fact = HealthPartsChanged(
            environment_id=environment.pk, environment=environment.name, changed=changed
        )
        record(fact, by=by)
    score_anew(environment)
    return True


def defaults() -> list[Chosen]:
    return [default_of(part) for part in parts()]


def _store(environment: Environment, each: Chosen) -> None:
    rows = HealthPart.objects.filter(environment=environment, kind=each.part.kind)
    if each.is_default:
        rows.delete()
        return
    HealthPart.objects.update_or_create(
        environment=environment,
        kind=each.part.kind,
        defaults={"weight": each.weight, "settings": each.settings},
    )


def _said(before: Chosen, after: Chosen) -> str:
    """“weight from 10 to 20, poor from 50 to 60”."""
    said = []
    pairs = [
        ("weight", before.weight, after.weight),
        ("healthy", before.bands.healthy, after.bands.healthy),
        ("poor", before.bands.poor, after.bands.poor),
    ]
    said += [f"{name} from {was:g} to {now:g}" for name, was, now in pairs if was != now]
    if before.names != after.names:
        said.append(f"events to {', '.join(after.names) or 'none'}")
    return ", ".join(said)
