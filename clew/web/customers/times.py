"""Days and zones in words; see also clew.core.templatetags.ui."""

from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

_RECENT = timedelta(days=7)
_LONGEST_NAME = 64  # characters of a zone's name


def zone_named(name: Any) -> ZoneInfo | None:
    """The zone of this name, if there is one; names come from customers' properties too."""
    if not isinstance(name, str) or not name or len(name) > _LONGEST_NAME:
        return None
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):  # a path, a folder, no such zone
        return None


def day(when: date) -> str:
    """``14 Feb 2024``."""
    return f"{when.day} {when:%b %Y}"


def day_heading(when: date, today: date) -> str:
    named = f"{when.day} {when:%B}" + (f" {when.year}" if when.year != today.year else "")
    if when == today:
        return f"Today, {named}"
    if when == today - timedelta(days=1):
        return f"Yesterday, {named}"
    return f"{when:%A}, {named}" if timedelta(0) <= today - when < _RECENT else named
