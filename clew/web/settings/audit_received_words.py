"""What admins did about mail that came in, as sentences of the audit log."""

from collections.abc import Callable, Mapping
from typing import Any

Payload = Mapping[str, Any]


def _replayed(fact: Payload) -> str:
    if fact["mail_id"] is not None:
        return f"Had the mail “{fact['about'] or 'No subject'}” read again"
    return f"Had {fact['count']} failed mails read again"


WORDS: dict[str, Callable[[Payload], str]] = {
    "channels.email.MailReplayed": _replayed,
    "channels.email.MailCountedAgain": lambda _: "Had mail counted, and what is missing fetched",
}
