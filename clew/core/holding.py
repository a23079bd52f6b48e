"""What leaves the house is held back after a restore, until the operator lets it go.

A restored copy may be a trial beside the installation it was made from: it must not write to
customers, call webhooks or read their mailboxes.
"""

from clew.core import clock
from clew.core.briefly import BrieflyKnown
from clew.core.models import Setting

KEY = "outgoing_held_since"


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


def release() -> None:
    Setting.objects.filter(key=KEY).delete()
    _held.forget()


_held = BrieflyKnown(
    lambda: frozenset(Setting.objects.filter(key=KEY).values_list("key", flat=True))
)
