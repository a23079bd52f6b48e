"""Which triggers any rule listens to, remembered so that recording a fact costs nothing."""

from django.db.models import QuerySet

from clew.core.briefly import BrieflyKnown
from clew.core.models import FactRecord
from clew.routing.automations.triggers import FACTS, triggers_of
from clew.routing.models import Rule


def is_heard(row: FactRecord, batched: bool) -> bool:  # noqa: ARG001  what a condition is given
    """Whether a job for this fact would find a rule."""
    if row.name not in FACTS:
        return False
    heard = {each.name for each in triggers_of(row.name, row.payload)}
    return bool(heard) and not heard.isdisjoint(_listened_to())


def running_rules() -> "QuerySet[Rule]":
    live = Rule.objects.filter(active=True, paused_at=None, deleted_at=None, system="")
    return live.exclude(trigger="").order_by("position", "pk")


_listened_to = BrieflyKnown(lambda: frozenset(running_rules().values_list("trigger", flat=True)))
forget = _listened_to.forget
