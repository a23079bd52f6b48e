"""Flags, surveys, and the customer's own events."""

from clew.web.customers.text import clean, number, plain
from clew.web.customers.wording.shape import Properties, Words, first, sender

_TELLING = 3  # own properties shown under an event whose meaning only the customer knows
_ICONS = {
    "export": "download",
    "download": "download",
    "webhook": "hook",
    "endpoint": "hook",
    "invite": "user-plus",
    "invited": "user-plus",
    "signup": "user-plus",
    "signed": "user-plus",
    "billing": "page",
    "invoice": "page",
    "project": "folder",
    "workspace": "folder",
}


def flag_called(properties: Properties) -> Words:
    by = sender(properties)
    return Words(
        icon="flag",
        code=first(properties, "$feature_flag") or "a flag",
        after=f"evaluated to {_answer(properties.get('$feature_flag_response'))}",
        sub=f"Flag called by {by}" if by else "",
    )


def survey(properties: Properties, deed: str) -> Words:
    name = first(properties, "$survey_name", limit=80)
    answer = first(properties, "$survey_response", limit=120)
    text = f"Survey {deed}: {name}" if name else f"Survey {deed}"
    return Words("chat", text, sub=f"“{answer}”" if answer else "")


def of_clew(event: str, properties: Properties) -> Words | None:
    """What Clew itself recorded about a ticket: ``Ticket solved #1105``; None for the rest."""
    subject = clean(properties.get("subject"), 40)
    if "actor_kind" not in properties or not subject.startswith("ticket/"):
        return None
    by = {"customer": "by the customer", "staff": "by staff", "system": "by itself"}
    name = clean(event, 80)
    return Words(
        icon="chat",
        text=f"{name[:1].upper()}{name[1:]}",
        code=f"#{subject.removeprefix('ticket/')}",
        sub=by.get(clean(properties["actor_kind"], 20), ""),
    )


def own(event: str, properties: Properties) -> Words:
    """An event of the customer's product: its name as it is, and its first few properties."""
    name = clean(event, 120) or "(no name)"
    words = name.lower().replace("_", " ").replace(".", " ").replace("-", " ").split()
    icon = next((_ICONS[word.rstrip("s")] for word in words if word.rstrip("s") in _ICONS), "zap")
    return Words(
        icon, code=name, sub=_telling(properties) or sender(properties), side=_took(properties)
    )


def _telling(properties: Properties) -> str:
    shown = []
    for name, value in properties.items():
        is_plain = value not in (None, "") and not isinstance(value, list | dict)
        if name.startswith("$") or name == "duration_ms" or not is_plain:
            continue
        shown.append(f"{clean(name, 30)} {clean(plain(value), 50)}")
        if len(shown) == _TELLING:
            break
    return " · ".join(shown)


def _took(properties: Properties) -> str:
    milliseconds = number(properties.get("duration_ms"))
    seconds = milliseconds / 1000 if milliseconds is not None else None
    if seconds is None or seconds < 0:
        return ""
    return f"{seconds / 60:.0f} min" if seconds >= 120 else f"{seconds:.1f} s"  # noqa: PLR2004


def _answer(value: object) -> str:
    if isinstance(value, bool):
        return "on" if value else "off"
    return clean(value, 60) or "nothing"
