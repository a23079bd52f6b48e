"""Who goes by a calendar. Domains to the right of this one say so for what is theirs."""

from collections import defaultdict
from collections.abc import Callable, Mapping

Check = Callable[[], Mapping[str, list[str]]]
_checks: list[Check] = []


def register(check: Check) -> Check:
    """``check()`` answers by slug what uses each calendar: ``["the policy By plan"]``."""
    if check not in _checks:
        _checks.append(check)
    return check


def uses() -> dict[str, list[str]]:
    """By slug; one statement for each who registered."""
    found: dict[str, list[str]] = defaultdict(list)
    for check in _checks:
        for slug, names in check().items():
            found[slug] += names
    return found


def uses_of(slug: str) -> list[str]:
    return uses()[slug]
