"""Facts about the health of accounts as sentences of the audit log."""

from collections.abc import Callable, Mapping
from typing import Any

Payload = Mapping[str, Any]


def _changed(fact: Payload) -> str:
    parts = "; ".join(f"{label}: {said}" for label, said in fact["changed"].items())
    return f"Weighed the health of accounts in {fact['environment']} anew. {parts}"


def _band(fact: Payload) -> str:
    return (
        f"The health of {fact['account']} went from {fact['before']} ({fact['score_before']})"
        f" to {fact['after']} ({fact['score']})"
    )


WORDS: dict[str, Callable[[Payload], str]] = {
    "analytics.HealthPartsChanged": _changed,
    "analytics.HealthChanged": _band,
}
