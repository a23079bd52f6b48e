"""What a mailbox has of what must be stored, and fetching what is not: beside its reader."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, timedelta

from imapclient import IMAPClient

from clew.channels.email.imap import connection, fetching
from clew.channels.email.imap.connection import Access, Folder
from clew.channels.email.imap.fetching import Fetched, Waiting
from clew.channels.email.imap.position import Position
from clew.channels.email.imap.reader import opened_folder
from clew.channels.email.intake.queueing import process_soon
from clew.channels.email.intake.storing import store
from clew.channels.email.models import InboundMail, Mailbox, Source
from clew.core import clock

DAYS = 15  # of which every message is counted; of older ones those that are not stored


def on_server(mailbox: Mailbox) -> dict[date, set[int]]:
    """UIDs by the day they came, in UTC. Raises OSError or an IMAP error."""
    with _open(mailbox) as (client, folder):
        if folder.uid_validity != mailbox.uid_validity:
            return {}  # the reader begins anew
        found: dict[date, set[int]] = {}
        position = Position(mailbox, "")
        for each in _described(client, _counted(client, mailbox)):
            if position.is_ours(each.uid, each.came):
                found.setdefault(_day(each), set()).add(each.uid)
        return found


def fetch_again(mailbox: Mailbox, uids: Sequence[int]) -> int:
    """Those that are there and that the server hands out. Returns how many."""
    count = 0
    with _open(mailbox) as (client, folder):
        if folder.uid_validity != mailbox.uid_validity:
            return 0
        for piece in fetching.pieces(client, uids):
            for got in fetching.fetched(client, piece):
                count += _kept(mailbox, folder, got)
    if count:
        process_soon()
    return count


def _kept(mailbox: Mailbox, folder: Folder, got: Fetched) -> bool:
    if got.raw is None:
        return False
    now = clock.now()
    store(
        got.raw,
        source=Source.IMAP,
        mailbox=mailbox,
        uid_validity=folder.uid_validity,
        uid=got.of.uid,
        is_backlog=True,
        received_at=min(got.of.came or now, now),
        process=False,
        size=got.of.size if got.of.is_too_large else None,
    )
    return True


def _counted(client: IMAPClient, mailbox: Mailbox) -> list[int]:
    """Up to the marks: what is above them the reader has yet to store."""
    since = (clock.now() - timedelta(days=DAYS)).date()
    recent = set(client.search(["SINCE", since]))
    rows = InboundMail.objects.filter(mailbox=mailbox, uid_validity=mailbox.uid_validity)
    stored = set(rows.exclude(uid=None).values_list("uid", flat=True))
    behind = range(mailbox.backlog_uid + 1, mailbox.backlog_until + 1)
    return [
        uid
        for uid in sorted(client.search("ALL"))
        if uid <= mailbox.last_uid and uid not in behind and (uid in recent or uid not in stored)
    ]


def _described(client: IMAPClient, uids: list[int]) -> Iterator[Waiting]:
    for start in range(0, len(uids), fetching.LOOKED_AT):
        yield from fetching.described(client, uids[start : start + fetching.LOOKED_AT])


def _day(message: Waiting) -> date:
    now = clock.now()
    return min(message.came or now, now).astimezone(UTC).date()


@contextmanager
def _open(mailbox: Mailbox) -> Iterator[tuple[IMAPClient, Folder]]:
    access = Access.of(mailbox)
    client = connection.signed_in(access)
    try:
        yield client, opened_folder(client, access.folder)
    finally:
        connection.leave(client)
