"""Which messages wait in an open folder, and handing them out in pieces that fit in memory."""

import imaplib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from imapclient import IMAPClient

from clew.channels.email.imap.position import Position
from clew.channels.email.intake.storing import BEGINNING

AT_ONCE = 50  # messages of one answer
BYTES_AT_ONCE = 20 * 1024 * 1024
LOOKED_AT = 500  # messages whose sizes are asked for at once


@dataclass(frozen=True)
class Waiting:
    """A message on the server. ``size`` is what the server says: it may be wrong."""

    uid: int
    size: int
    came: datetime | None

    @property
    def is_too_large(self) -> bool:
        return self.size > int(settings.CLEW_MAX_MAIL_BYTES)


@dataclass(frozen=True)
class Fetched:
    """``raw`` is None for one that is gone, or that the server does not hand out."""

    of: Waiting
    raw: bytes | None


def new_uids(client: IMAPClient, position: Position) -> tuple[list[int], int]:
    """Those that are ours as far as the server can tell, in order, and the highest of all."""
    return _uids(client, position, position.last_uid + 1, None)


def backlog_uids(client: IMAPClient, position: Position) -> list[int]:
    first, until = position.mailbox.backlog_uid + 1, position.mailbox.backlog_until
    return _uids(client, position, first, until)[0]


def _uids(
    client: IMAPClient, position: Position, first: int, until: int | None
) -> tuple[list[int], int]:
    found = _search(client, first, until)
    highest, early = found[-1] if found else first - 1, position.mailbox.first_uid
    if position.mailbox.imports_existing or first >= early:
        return found, highest
    recent = set(_search(client, first, early - 1, since=position.searched_since))
    return [uid for uid in found if uid >= early or uid in recent], highest


def described(client: IMAPClient, uids: Sequence[int]) -> list[Waiting]:
    """In the order given, without those that are gone."""
    said: dict[int, dict[bytes, Any]] = client.fetch(list(uids), ["RFC822.SIZE", "INTERNALDATE"])
    return [
        Waiting(uid, int(each.get(b"RFC822.SIZE", 0)), each.get(b"INTERNALDATE"))
        for uid in uids
        if (each := said.get(uid)) is not None
    ]


def pieces(client: IMAPClient, uids: Sequence[int]) -> Iterator[list[Waiting]]:
    """At most ``AT_ONCE`` messages or ``BYTES_AT_ONCE``, and at least one."""
    for some in _batched(uids, LOOKED_AT):
        piece: list[Waiting] = []
        bytes_in_piece = 0
        for each in described(client, some):
            size = BEGINNING if each.is_too_large else each.size
            if piece and (len(piece) >= AT_ONCE or bytes_in_piece + size > BYTES_AT_ONCE):
                yield piece
                piece, bytes_in_piece = [], 0
            piece.append(each)
            bytes_in_piece += size
        if piece:
            yield piece


def fetched(client: IMAPClient, piece: Sequence[Waiting]) -> Iterator[Fetched]:
    """In order. One that breaks the answer for all is asked for alone."""
    whole = [each for each in piece if not each.is_too_large]
    try:
        said = _bodies(client, [each.uid for each in whole])
    except imaplib.IMAP4.abort:
        raise
    except imaplib.IMAP4.error:
        said = {}
    for each in piece:
        raw = said.get(each.uid)
        yield Fetched(each, _alone(client, each) if raw is None else raw)
        said.pop(each.uid, None)


def headers_of(client: IMAPClient, uid: int) -> bytes:
    """b"" where the server does not even hand out these."""
    try:
        said = client.fetch([uid], ["BODY.PEEK[HEADER]"]).get(uid, {})
    except imaplib.IMAP4.abort:
        raise
    except imaplib.IMAP4.error:
        return b""
    return bytes(said.get(b"BODY[HEADER]") or b"")


def is_there(client: IMAPClient, uid: int) -> bool:
    client.noop()
    return uid in _search(client, uid, uid)


def _alone(client: IMAPClient, wanted: Waiting) -> bytes | None:
    try:
        if wanted.is_too_large:
            said = client.fetch([wanted.uid], [f"BODY.PEEK[]<0.{BEGINNING}>"]).get(wanted.uid, {})
            return _first(said.get(b"BODY[]<0>"))
        return _bodies(client, [wanted.uid]).get(wanted.uid)
    except imaplib.IMAP4.abort:
        raise
    except imaplib.IMAP4.error:
        return None


def _bodies(client: IMAPClient, uids: list[int]) -> dict[int, bytes]:
    if not uids:
        return {}
    said = client.fetch(uids, ["BODY.PEEK[]"])
    found = {uid: _first(each.get(b"BODY[]")) for uid, each in said.items()}
    return {uid: raw for uid, raw in found.items() if raw is not None}


def _first(body: Any) -> bytes | None:
    return bytes(body) if isinstance(body, bytes) else None


def _search(
    client: IMAPClient, first: int, until: int | None, since: datetime | None = None
) -> list[int]:
    """``first:*`` has the last message even if its UID is smaller; it is left out."""
    if until is not None and until < first:
        return []
    criteria: list[Any] = ["UID", f"{first}:{until or '*'}"]
    if since is not None:
        criteria += ["SINCE", since.date()]
    return sorted(uid for uid in client.search(criteria) if uid >= first)


def _batched(uids: Sequence[int], size: int) -> Iterator[Sequence[int]]:
    for start in range(0, len(uids), size):
        yield uids[start : start + size]
