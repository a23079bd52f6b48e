"""Facts about suspended mail, blocked senders and our addresses as sentences of the audit log."""

from collections.abc import Callable, Mapping
from typing import Any

from clew.channels.email.vocabulary import REASONS

Payload = Mapping[str, Any]


def _mail(fact: Payload) -> str:
    about = f"“{fact['about']}”" if fact["about"] else "without a subject"
    return f"the mail {about} of {fact['sender'] or 'nobody'}"


def _why(fact: Payload) -> str:
    reason = REASONS.get(fact["reason"])
    return f" ({reason.number}, {reason.title.lower()})" if reason else ""


def _recovered(fact: Payload) -> str:
    sender = f" as {fact['as_sender']}" if fact["as_sender"] else ""
    return f"Recovered {_mail(fact)}{sender}{_why(fact)}"


def _forgotten(fact: Payload) -> str:
    count, kind = fact["mails"], "dropped" if fact["dropped"] else "suspended"
    what = "mail" if count == 1 else "mails"
    return f"Removed the bytes of {count} {kind} {what} after {fact['older_than_days']} days"


WORDS: dict[str, Callable[[Payload], str]] = {
    "channels.email.MailRecovered": _recovered,
    "channels.email.MailDropped": lambda fact: f"Dropped {_mail(fact)}{_why(fact)}",
    "channels.email.MailPutBack": lambda fact: f"Put back {_mail(fact)}{_why(fact)}",
    "channels.email.SuspendedBytesForgotten": _forgotten,
    "channels.email.SenderBlocked": lambda fact: f"Blocked mail of {fact['pattern']}",
    "channels.email.SenderUnblocked": lambda fact: f"Let {fact['pattern']} write again",
    "channels.email.AddressAdded": lambda fact: f"Added our address {fact['address']}",
    "channels.email.AddressChanged": lambda fact: (
        f"Changed our address {fact['address']}: {_fields(fact['changed'])}"
    ),
    "channels.email.AddressRemoved": lambda fact: f"Removed our address {fact['address']}",
    "channels.email.AddressChecked": lambda fact: f"Sent a test mail to {fact['address']}",
}


def _fields(names: list[str]) -> str:
    words = {
        "is_default": "whether it is the default",
        "quotes_history": "quoting",
        "acknowledges": "telling that mail arrived",
    }
    return ", ".join(words.get(name, name) for name in names)
