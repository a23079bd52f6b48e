"""The company this installation belongs to."""

import time

from django.db import transaction

from clew.core.models import Setting

KEY = "installation_name"
REMEMBERED = 10.0  # seconds: every page shows it, and other processes may rename it

_known: tuple[str, float] = ("", 0.0)  # the name, and until when


def name() -> str:
    """What the rail and page titles say; "Clew" until the owner gives it a name."""
    global _known  # noqa: PLW0603  one company per process
    if time.monotonic() >= _known[1]:
        found = Setting.objects.filter(key=KEY).first()
        _known = (str(found.value) if found else "Clew", time.monotonic() + REMEMBERED)
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
    _known = ("", 0.0)
