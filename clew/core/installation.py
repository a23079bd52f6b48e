"""The company this installation belongs to."""

import time
from typing import Any

from django.db import transaction

from clew.core import holding
from clew.core.models import Setting

KEY = "installation_name"
REMEMBERED = 10.0  # seconds: every page shows it, and other processes may change it

_known: tuple[dict[str, Any], float] = ({}, 0.0)  # settings by key, and until when


def name() -> str:
    """What the rail and page titles say; "Clew" until the owner gives it a name."""
    return str(_shown().get(KEY, "Clew"))


def held_since() -> str:
    """When a backup was restored whose mail still waits, as an instant (ISO 8601); or nothing."""
    return str(_shown().get(holding.KEY, ""))


def _shown() -> dict[str, Any]:
    global _known  # noqa: PLW0603  one company per process
    if time.monotonic() >= _known[1]:
        found = Setting.objects.filter(key__in=[KEY, holding.KEY])
        _known = (dict(found.values_list("key", "value")), time.monotonic() + REMEMBERED)
    return _known[0]


def rename(*, name: str) -> None:
    """An empty name is ignored."""
    if name.strip():
        Setting.objects.update_or_create(key=KEY, defaults={"value": name.strip()[:80]})
        forget()
        transaction.on_commit(forget)  # another thread may have read the old one until now


def forget() -> None:
    """Ask the database again next time."""
    global _known  # noqa: PLW0603  one company per process
    _known = ({}, 0.0)
