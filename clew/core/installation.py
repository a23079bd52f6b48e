"""The company this installation belongs to."""

from typing import Any

from clew.core import holding
from clew.core.briefly import BrieflyKnown
from clew.core.models import Setting

KEY = "installation_name"
REMEMBERED = 10.0  # seconds: every page shows it, and other processes may change it


def name() -> str:
    """What the rail and page titles say; "Clew" until the owner gives it a name."""
    return str(_shown().get(KEY, "Clew"))


def held_since() -> str:
    """When a backup was restored whose mail still waits, as an instant (ISO 8601); or nothing."""
    return str(_shown().get(holding.KEY, ""))


def rename(*, name: str) -> None:
    """An empty name is ignored."""
    if name.strip():
        Setting.objects.update_or_create(key=KEY, defaults={"value": name.strip()[:80]})
        _shown.forget()


def _read() -> dict[str, Any]:
    return dict(Setting.objects.filter(key__in=[KEY, holding.KEY]).values_list("key", "value"))


_shown = BrieflyKnown(_read, known_for=REMEMBERED)
