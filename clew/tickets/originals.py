"""The original of a message: what came over the wire, kept before anything read it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import orjson
from django.db.models import Subquery

from clew.core import clock
from clew.tickets.models import Message, MessageOriginal, OriginalKind

MAX_KEPT = 10 * 1024 * 1024  # bytes; attachments are kept whole beside the message


@dataclass(frozen=True)
class Original:
    """``stored`` gives the same bytes inside the database, which then need not be sent again."""

    kind: str
    content: bytes
    stored: Subquery | None = None

    @property
    def kept(self) -> bytes:
        """A mail whole: nothing else has its bytes any more."""
        return self.content if self.kind == OriginalKind.MAIL else self.content[:MAX_KEPT]

    @classmethod
    def form(cls, payload: Mapping[str, Any]) -> "Original":
        return cls(OriginalKind.FORM, _json(payload))

    @classmethod
    def api(cls, payload: Mapping[str, Any]) -> "Original":
        return cls(OriginalKind.API, _json(payload))

    @classmethod
    def mail(cls, raw: bytes, stored: Subquery | None = None) -> "Original":
        return cls(OriginalKind.MAIL, raw, stored)


def keep_original(message: Message, original: Original | None) -> None:
    """In the transaction of the message."""
    for row in original_rows(message, original):
        row.save(force_insert=True)


def original_rows(message: Message, original: Original | None) -> list[MessageOriginal]:
    """None or one, to be written."""
    if original is None:
        return []
    row = MessageOriginal(
        message=message,
        kind=original.kind,
        content=original.kept if original.stored is None else original.stored,
        size=len(original.content),
        received_at=clock.now(),
    )
    return [row]


def _json(payload: Mapping[str, Any]) -> bytes:
    return orjson.dumps(payload, option=orjson.OPT_INDENT_2, default=str)
