"""From an open folder into the database: what is new first, and the backlog a piece at a time."""

import hashlib
from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from django.db import IntegrityError, transaction
from imapclient import IMAPClient

from clew.channels.email.imap import fetching, state
from clew.channels.email.imap.fetching import Waiting
from clew.channels.email.imap.position import Position, stored_in_backlog
from clew.channels.email.imap.troubles import RefusedMessageError
from clew.channels.email.imap.waiting import Waker
from clew.channels.email.intake.queueing import process_soon
from clew.channels.email.intake.storing import store
from clew.channels.email.models import InboundMail, Source
from clew.channels.email.vocabulary import Outcome
from clew.core import clock

ATTEMPTS = 3  # connections in which the server may refuse one message before it is put aside


class Keeper:
    def __init__(
        self, client: IMAPClient, position: Position, waker: Waker, refused: Counter[int]
    ) -> None:
        self._client, self._position, self._waker = client, position, waker
        self._refused = refused

    def first_look(self, most: int) -> None:
        """More than ``most`` that wait are a backlog: what comes from now on goes before it."""
        waiting, highest = fetching.new_uids(self._client, self._position)
        if len(waiting) > most:
            self._position.set_aside(highest)

    def catch_up(self) -> None:
        self._read_new()
        if self._position.has_backlog:
            self._read_backlog()

    def _read_new(self) -> None:
        waiting, highest = fetching.new_uids(self._client, self._position)
        for piece in fetching.pieces(self._client, waiting):
            if self._waker.is_woken:
                return
            self._keep(piece, backlog=False)
        if highest > self._position.last_uid:  # passed over: not ours, or gone meanwhile
            self._position.move(highest, backlog=False)

    def _read_backlog(self) -> None:
        known = stored_in_backlog(self._position)
        waiting = fetching.backlog_uids(self._client, self._position)
        left = [uid for uid in waiting if uid not in known]
        for piece in fetching.pieces(self._client, left):
            if self._waker.is_woken:
                return
            self._keep(piece, backlog=True)
            state.note_well(self._position.mailbox)
            self._client.noop()
            self._read_new()
        if not self._waker.is_woken:
            self._position.end_backlog()

    def _keep(self, piece: Sequence[Waiting], *, backlog: bool) -> None:
        """The mark moves behind each message that is committed, so that a kill loses nothing."""
        ours = [each for each in piece if self._position.is_ours(each.uid, each.came)]
        for got in fetching.fetched(self._client, ours):
            if got.raw is None:
                self._keep_without_bytes(got.of, backlog=backlog)
            else:
                self._store(got.of, got.raw, backlog=backlog)
            self._position.move(got.of.uid, backlog=backlog)
        self._position.move(piece[-1].uid, backlog=backlog)
        if ours:
            process_soon()

    def _store(self, message: Waiting, raw: bytes, *, backlog: bool) -> None:
        store(
            raw,
            source=Source.IMAP,
            mailbox=self._position.mailbox,
            uid_validity=self._position.uid_validity,
            uid=message.uid,
            is_backlog=backlog,
            received_at=_when(message),
            process=False,
            size=message.size if message.is_too_large else None,
        )

    def _keep_without_bytes(self, message: Waiting, *, backlog: bool) -> None:
        """One the server never hands out is listed as failed, and does not stop those behind it."""
        if not fetching.is_there(self._client, message.uid):
            return  # another client deleted it before we could read it
        self._refused[message.uid] += 1
        said = f"The mail server lists message {message.uid} and does not hand it out."
        if self._refused[message.uid] < ATTEMPTS:
            raise RefusedMessageError(said)
        raw = fetching.headers_of(self._client, message.uid)
        try:
            with transaction.atomic():
                self._failed(message, raw, said, backlog=backlog).save(force_insert=True)
        except IntegrityError:
            return  # it is listed already

    def _failed(self, message: Waiting, raw: bytes, said: str, *, backlog: bool) -> InboundMail:
        return InboundMail(
            source=Source.IMAP,
            mailbox=self._position.mailbox,
            uid_validity=self._position.uid_validity,
            uid=message.uid,
            is_backlog=backlog,
            received_at=_when(message),
            raw=raw,
            size=message.size,
            digest=hashlib.sha256(raw).hexdigest(),
            outcome=Outcome.FAILED,
            reason="unreadable",
            said=f"{said} Open it in a mail program, and forward it to us.",
            processed_at=clock.now(),
        )


def _when(message: Waiting) -> datetime:
    now = clock.now()
    return min(message.came or now, now)
