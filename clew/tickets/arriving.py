"""What a channel knows of a customer's message beside its words."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Arriving:
    """``html`` must be safe to show as is; without it the body's own Markdown is shown.

    ``automatic``: a mailbox wrote it by itself, so it wakes nothing and nobody owes it an answer.
    ``reply_address`` and ``verified`` are what a follow-up that it opens goes by; empty and None
    leave what the first ticket had.
    """

    html: str = ""
    mail: Mapping[str, Any] | None = None
    automatic: bool = False
    author_name: str = ""
    reply_address: str = ""
    verified: bool | None = None


PLAIN = Arriving()
