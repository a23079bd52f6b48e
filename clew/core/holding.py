"""What leaves the house is held back after a restore, until the operator lets it go.

A restored copy may be a trial beside the installation it was made from: it must not write to
customers, call webhooks or read their mailboxes.
"""

from dataclasses import dataclass

from django.db import transaction

from clew.core import clock, facts
from clew.core.actors import SYSTEM
from clew.core.briefly import BrieflyKnown
from clew.core.facts import Fact
from clew.core.models import Setting

KEY = "outgoing_held_since"


@dataclass(frozen=True, kw_only=True)
class HeldLetGo(Fact):
    """``given_up``: how many mails and calls of those that waited will not leave."""

    held_since: str
    given_up: int

    @property
    def subject(self) -> str:
        return "installation/outgoing"


def is_held() -> bool:
    """Asked before anything is leased to be sent; another process knows it within seconds."""
    return bool(_held())


def held_since() -> str:
    """An instant (ISO 8601), or nothing."""
    found = Setting.objects.filter(key=KEY).first()
    return str(found.value) if found else ""


def hold() -> None:
    Setting.objects.update_or_create(key=KEY, defaults={"value": clock.now().isoformat()})
    _held.forget()


@transaction.atomic
def release(*, given_up: int = 0) -> None:
    since = held_since()
    Setting.objects.filter(key=KEY).delete()
    if since or given_up:
        facts.record(HeldLetGo(held_since=since, given_up=given_up), by=SYSTEM)
    _held.forget()


_held = BrieflyKnown(
    lambda: frozenset(Setting.objects.filter(key=KEY).values_list("key", flat=True))
)
