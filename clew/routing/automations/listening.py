"""Which triggers any rule listens to, remembered so that recording a fact costs nothing.

A rule that is switched on is heard by every process within ``KNOWN_FOR``.
"""

import time
from threading import Lock

from django.db import transaction
from django.db.models import QuerySet

from clew.core.models import FactRecord
from clew.routing.automations.triggers import FACTS, triggers_of
from clew.routing.models import Rule

KNOWN_FOR = 2.0  # seconds
_known: tuple[float, frozenset[str]] = (-KNOWN_FOR, frozenset())
_lock = Lock()


def is_heard(row: FactRecord, batched: bool) -> bool:  # noqa: ARG001  what a condition is given
    """Whether a job for this fact would find a rule."""
    if row.name not in FACTS:
        return False
    heard = {each.name for each in triggers_of(row.name, row.payload)}
    return bool(heard) and not heard.isdisjoint(_listened_to())


def forget() -> None:
    """After a rule was changed: here at once, and again once others can see it."""
    _forget()
    transaction.on_commit(_forget)


def _forget() -> None:
    global _known  # noqa: PLW0603  one memory for the process
    with _lock:
        _known = (-KNOWN_FOR, frozenset())


def _listened_to() -> frozenset[str]:
    global _known  # noqa: PLW0603  one memory for the process
    at, names = _known
    now = time.monotonic()
    if now - at > KNOWN_FOR:
        names = frozenset(running_rules().values_list("trigger", flat=True))
        with _lock:
            _known = (now, names)
    return names


def running_rules() -> "QuerySet[Rule]":
    live = Rule.objects.filter(active=True, paused_at=None, deleted_at=None, system="")
    return live.exclude(trigger="").order_by("position", "pk")
