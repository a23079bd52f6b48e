"""One chunk into identity and the event store, in one transaction."""

from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import datetime
from typing import Any

import structlog
from django.db import (
    InterfaceError,
    InternalError,
    OperationalError,
    ProgrammingError,
    connection,
    transaction,
)

from clew.core import clock
from clew.core.engines.clickhouse import ClickHouse
from clew.core.turns import Patience
from clew.events.channel import ONE_CHUNK
from clew.events.models import CaptureBatch, QuarantinedEvent, WriterChunk
from clew.events.store.rows import RowsRefused, insert, insert_again, instant
from clew.events.writer.accepted import Accepted, Rejected, rejected
from clew.events.writer.chunks import batches_of, next_chunk, token_of
from clew.events.writer.decoding import Decoded, decode
from clew.events.writer.seen import only_new
from clew.people.identity import IdentityCache, Incoming, Resolved, resolve

log = structlog.get_logger(__name__)
Row = dict[str, Any]
# Faults of the database or of Clew, not of an event: nothing is kept aside, the chunk waits.
GIVE_WAY = 6.0  # the writer works a seventh of the time while one page follows the other
SYSTEMIC = (InterfaceError, InternalError, OperationalError, ProgrammingError)


class Keeper:
    """Writes chunks. Throw it away when a transaction failed: its cache may be ahead of the truth.

    The insert into the event store comes before the commit: should the commit not happen, the
    same chunk is written again under the same token, and the store takes it as done. What it does
    not have then, although it knows the token, is written once more.
    """

    def __init__(self, store: ClickHouse) -> None:
        self._store = store
        self._cache = IdentityCache()
        self._ahead: tuple[int, Decoded] | None = None  # the next chunk's id, and it decoded
        self._patience = Patience(GIVE_WAY)
        self._inserter = ThreadPoolExecutor(1, thread_name_prefix="event insert")

    def write(self, chunk: WriterChunk) -> int:
        """Returns how many events were stored."""
        decoded = self._taken_ahead(chunk)
        is_new = decoded is not None or not chunk.is_left_behind
        if decoded is None:
            decoded = self._decoded(chunk)
        self._patience.let_pages_go()
        with transaction.atomic():
            if not _is_ours(chunk):
                return 0
            kept, reused = only_new(decoded.accepted, at=chunk.created_at)
            rows, refused = self._resolved(kept)
            inserting = self._inserter.submit(self._insert, rows, token_of(chunk), is_new=is_new)
            try:
                CaptureBatch.objects.filter(pk__in=chunk.batch_ids).delete()
                chunk.delete()
                self._look_ahead(inserting)
            finally:
                refused += inserting.result()
            _quarantine([*decoded.rejected, *reused, *refused], clock.now())
        return len(rows)

    def _taken_ahead(self, chunk: WriterChunk) -> Decoded | None:
        ahead, self._ahead = self._ahead, None
        return ahead[1] if ahead is not None and ahead[0] == chunk.pk else None

    def _decoded(self, chunk: WriterChunk, *, beside: Future[Any] | None = None) -> Decoded:
        """Pages go first, but not when ``beside`` is over and they may wait for what we hold."""
        decoded = Decoded()
        for batch in batches_of(chunk):
            decode(batch, decoded)
            if beside is None or not beside.done():
                self._patience.let_pages_go()
        return decoded

    def _look_ahead(self, inserting: Future[Any]) -> None:
        """Choose and decode the next chunk while ClickHouse works on this one.

        The choice is stored by this chunk's commit, so before anything of the next is written.
        """
        following = next_chunk()
        if following is not None:
            self._ahead = (following.pk, self._decoded(following, beside=inserting))

    def _resolved(self, events: Sequence[Accepted]) -> tuple[list[Row], list[Rejected]]:
        """Rows in order. An event identity cannot take is found by halving, and kept aside."""
        if not events:
            return [], []
        incoming: list[Incoming] = [event.incoming for event in events]
        try:
            with transaction.atomic():
                found = resolve(incoming, cache=self._cache)
            return [_row(*pair) for pair in zip(events, found, strict=True)], []
        except SYSTEMIC:
            raise
        except Exception as error:  # noqa: BLE001 - whatever it is, it must not stop the others
            if len(events) == 1:
                log.warning("event.not_resolved", error=repr(error))
                reason = f"Clew could not say whose it is: {error!r}"
                return [], [_kept_aside(events[0], reason)]
        self._cache = IdentityCache()
        middle = len(events) // 2
        first, second = self._resolved(events[:middle]), self._resolved(events[middle:])
        return first[0] + second[0], first[1] + second[1]

    def _insert(self, rows: list[Row], token: str, *, is_new: bool) -> list[Rejected]:
        try:
            if is_new:
                insert(self._store, rows, token=token)
            elif lost := insert_again(self._store, rows, token=token):
                log.warning("writer.token_without_rows", events=lost)
        except RowsRefused as error:
            if len(rows) == 1:
                reason = f"the event store cannot take it: {str(error)[:300]}"
                return [rejected(rows[0]["environment_id"], reason, rows[0]["properties_text"])]
            middle = len(rows) // 2
            first = self._insert(rows[:middle], f"{token}.0", is_new=is_new)
            return first + self._insert(rows[middle:], f"{token}.1", is_new=is_new)
        return []


def _is_ours(chunk: WriterChunk) -> bool:
    """False when another writer has written it meanwhile."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ONE_CHUNK])
    return WriterChunk.objects.filter(pk=chunk.pk).exists()


def _row(event: Accepted, found: Resolved) -> Row:
    incoming = event.incoming
    groups = found.group_columns
    return {
        "environment_id": incoming.environment_id,
        "distinct_id": incoming.distinct_id,
        "timestamp": instant(incoming.timestamp),
        "uuid": incoming.uuid,
        "event": incoming.event,
        "person_id": found.person_id,
        "person_mode": found.person_mode,
        "properties_text": event.properties_text,
        "group_0": groups[0],
        "group_1": groups[1],
        "group_2": groups[2],
        "group_3": groups[3],
        "group_4": groups[4],
        "lib": event.lib,
        "lib_version": event.lib_version,
        "session_id": event.session_id,
        "error_type": event.error_type,
        "error_value": event.error_value,
        "error_fingerprint": event.error_fingerprint,
        "trace_id": event.trace_id,
        "received_at": event.received,
    }


def _kept_aside(event: Accepted, reason: str) -> Rejected:
    incoming = event.incoming
    raw = {
        "uuid": str(incoming.uuid),
        "event": incoming.event,
        "distinct_id": incoming.distinct_id,
        "properties": incoming.properties,
    }
    return rejected(incoming.environment_id, reason, raw)


def _quarantine(found: Sequence[Rejected], at: datetime) -> None:
    QuarantinedEvent.objects.bulk_create(
        QuarantinedEvent(
            environment_id=event.environment_id,
            reason=event.reason,
            raw=event.raw,
            received_at=at,
        )
        for event in found
    )
