"""How evidence is written: instants, lengths of time, lists. UTC, because findings are stored."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from clew.analytics.diagnosis.evidence import Known, Use

HOUR, DAY = 3_600, 86_400  # seconds


def at(moment: datetime) -> str:
    return f"{moment.day} {moment:%b %H:%M} UTC"


def day(moment: datetime) -> str:
    return f"{moment.day} {moment:%b}"


def lasting(length: timedelta | float) -> str:
    """“3 h”, “12 min”."""
    seconds = abs(length.total_seconds() if isinstance(length, timedelta) else length)
    if seconds >= 2 * DAY:
        return f"{round(seconds / DAY)} days"
    if seconds >= HOUR:
        return f"{round(seconds / HOUR, 1):g} h"
    return f"{round(seconds / 60)} min" if seconds >= 60 else f"{round(seconds)} s"  # noqa: PLR2004


def listed(names: Iterable[str], most: int = 3) -> str:
    """“a, b and 4 more”."""
    every = list(dict.fromkeys(names))
    shown, left = every[:most], len(every) - most
    if left > 0:
        return f"{', '.join(shown)} and {left:,} more"
    return " and ".join(filter(None, [", ".join(shown[:-1]), *shown[-1:]]))


def libs(uses: Iterable[Use]) -> str:
    return listed(use.lib or "unknown SDK" for use in uses)


def who(person: Known) -> str:
    return person.name or person.email or "nobody yet"


def total(uses: Sequence[Use]) -> int:
    return sum(use.events for use in uses)
