"""Facts about notes on customers as sentences of the audit log. Their words stay with the note."""

from collections.abc import Callable, Mapping
from typing import Any

Payload = Mapping[str, Any]


def _of(fact: Payload) -> str:
    return "a person" if fact["person_id"] else "an account or group"


def _pinned(fact: Payload) -> str:
    return f"{'Pinned' if fact['pinned'] else 'Unpinned'} a note on {_of(fact)}"


WORDS: dict[str, Callable[[Payload], str]] = {
    "people.CustomerNoteWritten": lambda fact: f"Wrote a note on {_of(fact)}",
    "people.CustomerNoteEdited": lambda fact: f"Changed a note on {_of(fact)}",
    "people.CustomerNotePinned": _pinned,
    "people.CustomerNoteDeleted": lambda fact: f"Deleted a note on {_of(fact)}",
    "people.CustomerNoteRestored": lambda fact: f"Restored a note on {_of(fact)}",
}
