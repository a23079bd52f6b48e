"""Facts about absences and assignment as sentences of the audit log."""

from collections.abc import Callable, Mapping
from typing import Any

Payload = Mapping[str, Any]
WAYS = {
    "manual": "by hand",
    "round_robin": "in turn",
    "least_loaded": "to who has the fewest",
    "sme": "by expert",
}


def _moment(text: str) -> str:
    return text[:16].replace("T", " ") + " UTC"


def _set(fact: Payload) -> str:
    deputy = f", deputy {fact['deputy']}" if fact["deputy"] else ""
    times = f"from {_moment(fact['starts_at'])} until {_moment(fact['ends_at'])}"
    return f"Set {fact['staff_name']} away {times}{deputy}"


def _assignment(fact: Payload) -> str:
    most = f", at most {fact['capacity']} each" if fact["capacity"] else ""
    billing = ", the billing specialists" if fact["is_billing"] else ""
    return f"Team {fact['team_name']} gives out tickets {WAYS[fact['way']]}{most}{billing}"


WORDS: dict[str, Callable[[Payload], str]] = {
    "coverage.OutOfOfficeSet": _set,
    "coverage.OutOfOfficeChanged": lambda fact: (
        f"Changed the absence of {fact['staff_name']} until {_moment(fact['ends_at'])}"
    ),
    "coverage.OutOfOfficeCancelled": lambda fact: (
        f"Cancelled the absence of {fact['staff_name']} until {_moment(fact['ends_at'])}"
    ),
    "coverage.OutOfOfficeBegan": lambda fact: (
        f"{fact['staff_name']} is away until {_moment(fact['ends_at'])}"
    ),
    "coverage.OutOfOfficeEnded": lambda fact: (
        f"{fact['staff_name']} is back{' early' if fact['early'] else ''}"
    ),
    "coverage.PulledBack": lambda fact: (
        f"{fact['staff_name']} is {'here' if fact['back'] else 'away all the same'}"
        f" on {fact['day']}"
    ),
    "routing.AssignmentChanged": _assignment,
    "routing.AssignmentWaits": lambda fact: (
        f"#{fact['number']} is assigned to nobody yet: {fact['reason']}"
    ),
}
