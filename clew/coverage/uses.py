"""Who goes by a calendar. Domains to the right of this one say so for what is theirs."""

from collections.abc import Callable

Check = Callable[[str], list[str]]
_checks: list[Check] = []


def register(check: Check) -> Check:
    """``check(slug)`` answers names of what uses the calendar, such as “the policy By plan”."""
    if check not in _checks:
        _checks.append(check)
    return check


def uses_of(slug: str) -> list[str]:
    return [name for check in _checks for name in check(slug)]
