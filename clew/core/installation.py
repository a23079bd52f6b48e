"""The company this installation belongs to."""

from clew.core.models import Setting

KEY = "installation_name"


def name() -> str:
    """What the rail and page titles say; "Clew" until the owner gives it a name."""
    found = Setting.objects.filter(key=KEY).first()
    return str(found.value) if found else "Clew"


def rename(*, name: str) -> None:
    """An empty name is ignored."""
    if name.strip():
        Setting.objects.update_or_create(key=KEY, defaults={"value": name.strip()[:80]})
