"""What the audit log says of the dashboard."""

from collections.abc import Callable, Mapping
from typing import Any

Payload = Mapping[str, Any]
_ROLES = {
    "activity": "activity",
    "signup_page": "views of the signup page",
    "signup": "signups",
    "subscription": "subscriptions",
    "payment": "payments",
}


def _events(fact: Payload) -> str:
    """“Chose the dashboard's events in production: signups by signed_up”."""
    before, after = fact["before"], fact["after"]
    said = [
        f"{words} by {_names(after.get(role, []))}"
        for role, words in _ROLES.items()
        if before.get(role, []) != after.get(role, [])
    ]
    return f"Chose the dashboard’s events in {fact['environment']}: {'; '.join(said)}"  # noqa: RUF001


def _names(matchers: list[dict[str, Any]]) -> str:
    names = [
        f"“{one['event'] or 'any event'}”{' with filters' if one.get('filters') else ''}"
        for one in matchers
    ]
    return " or ".join(names) or "what Clew guesses"


WORDS: dict[str, Callable[[Payload], str]] = {
    "analytics.DashboardEventsChanged": _events,
}
