"""What happened to mailboxes, as sentences of the audit log."""

from collections.abc import Callable, Mapping
from typing import Any

Payload = Mapping[str, Any]
LABELS = {
    "host": "server",
    "security": "encryption",
    "user": "user name",
    "imports_existing": "import of what is there",
}


def _changed(fact: Payload) -> str:
    return ", ".join(LABELS.get(str(each), str(each)) for each in fact["changed"])


WORDS: dict[str, Callable[[Payload], str]] = {
    "channels.email.MailboxAdded": lambda fact: (
        f"Added the mailbox “{fact['mailbox']}”: {fact['where']}"
    ),
    "channels.email.MailboxChanged": lambda fact: (
        f"Changed the mailbox “{fact['mailbox']}”: {_changed(fact)}. It is {fact['where']}"
    ),
    "channels.email.MailboxSwitched": lambda fact: (
        f"Turned the mailbox “{fact['mailbox']}” {'on' if fact['on'] else 'off'}"
    ),
    "channels.email.MailboxRemoved": lambda fact: f"Removed the mailbox “{fact['mailbox']}”",
    "channels.email.MailboxRestored": lambda fact: f"Brought back the mailbox “{fact['mailbox']}”",
}
