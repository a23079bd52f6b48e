"""Facts about mail that goes out, as sentences of the audit log."""

from collections.abc import Callable, Mapping
from typing import Any

Payload = Mapping[str, Any]


def _key(fact: Payload) -> str:
    return f"the key {fact['selector']} to sign mail of {fact['domain']}"


def _removed(fact: Payload) -> str:
    return f"Removed {_key(fact)}" + (", which was in use" if fact["was_active"] else "")


WORDS: dict[str, Callable[[Payload], str]] = {
    "channels.email.SigningKeyMade": lambda fact: f"Made {_key(fact)}",
    "channels.email.SigningBegan": lambda fact: f"Activated {_key(fact)}",
    "channels.email.SigningEnded": lambda fact: f"Switched off {_key(fact)}",
    "channels.email.SigningKeyRemoved": _removed,
    "channels.email.MailStopped": lambda fact: (
        f"{fact['address']} wants no more copies or automatic mail of #{fact['number']}"
    ),
    "channels.email.MailWantedAgain": lambda fact: (
        f"{fact['address']} wants copies and automatic mail of #{fact['number']} again"
    ),
}
