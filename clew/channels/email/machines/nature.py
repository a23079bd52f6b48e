"""Whether a person wrote a mail, or a machine; and which. Pure."""

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from clew.channels.email.parsing.parsed import Parsed

Auto = Literal["", "auto-reply", "out-of-office", "auto-generated", "bulk", "receipt"]


@dataclass(frozen=True)
class FailedRecipient:
    """One recipient of a delivery report. ``action``: failed, delayed, delivered …"""

    address: str
    action: str
    status: str  # 5.1.1
    said: str  # what the other server said, in words


@dataclass(frozen=True)
class Bounce:
    original_id: str  # Message-ID of the mail that is meant, without <>; "" unknown
    recipients: list[FailedRecipient]


@dataclass(frozen=True)
class Nature:
    auto: Auto = ""
    bounce: Bounce | None = None
    is_own: bool = False  # it carries our installation's mark
    until: date | None = None  # an absence's end, if it was said
    why: list[str] = field(default_factory=list)  # which headers said so


def nature_of(parsed: Parsed, *, envelope_from: str | None, own_mark: str) -> Nature:
    raise NotImplementedError
