"""Whether a version of an SDK is old: by major, by minors, by age. Never younger than a week, and
never for a patch alone.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from clew.analytics.diagnosis.evidence import Version
from clew.analytics.diagnosis.sdks import Numbers, known_sdks, numbers

SETTLED = timedelta(days=7)  # nobody is asked to take a version younger than this
OLD = timedelta(days=182)
MINORS = 3


@dataclass(frozen=True, slots=True)
class Age:
    latest: str  # “” when none is known that has settled
    why: str  # “” when it is not old

    @property
    def is_old(self) -> bool:
        return bool(self.why)


def age_of(lib: str, version: str, seen: Iterable[Version], today: date) -> Age:
    """``seen``: of the whole environment; a version counts from the day it was first seen here."""
    mine = numbers(version)
    known = _known(lib, seen)
    settled = [each for each, since in known.items() if today - since >= SETTLED]
    latest = max(settled, default=None)
    if mine is None or latest is None or mine >= latest:
        return Age(_text(latest), "")
    return Age(_text(latest), _why(mine, latest, known, today))


def _known(lib: str, seen: Iterable[Version]) -> dict[Numbers, date]:
    sdk = known_sdks().get(lib)
    known = dict(sdk.versions) if sdk else {}
    for version in seen:
        parsed = numbers(version.version) if version.lib == lib else None
        if parsed is not None:
            first = version.first_at.date()
            known[parsed] = min(first, known.get(parsed, first))
    return known


def _why(mine: Numbers, latest: Numbers, known: dict[Numbers, date], today: date) -> str:
    if mine[0] < latest[0]:
        return f"major {mine[0]}, {latest[0]} is out"
    if latest[1] - mine[1] >= MINORS:
        return f"{latest[1] - mine[1]} minor versions behind"
    # Older than a later version is; what came later is the surest date of what came before.
    later = [since for each, since in known.items() if mine <= each]
    if mine[:2] != latest[:2] and later and today - min(later) > OLD:
        return f"older than {OLD.days // 30} months"
    return ""


def _text(version: Numbers | None) -> str:
    return ".".join(map(str, version)) if version else ""
