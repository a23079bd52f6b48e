"""What is put right in a restored installation, before anything of it runs."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import structlog
from django.db import connection, transaction

from clew.core import clock, holding
from clew.core.actors import SYSTEM
from clew.core.engines.clickhouse import ClickHouse
from clew.events.models import CaptureBatch, WriterChunk
from clew.events.store import event_store
from clew.events.store.topology import Topology
from clew.events.writer.chunks import batches_of
from clew.events.writer.decoding import Decoded, decode
from clew.tickets.actions.deliveries import give_up_waiting

log = structlog.get_logger(__name__)
AT_ONCE = 10_000
ROUNDED = timedelta(seconds=1)  # the store keeps milliseconds
Identity = tuple[int, str]
UNKNOWN = """
SELECT wanted.environment_id, wanted.uuid::text
FROM unnest(%s::int[], %s::uuid[]) AS wanted (environment_id, uuid)
LEFT JOIN seen_event AS seen USING (environment_id, uuid) WHERE seen.uuid IS NULL
"""
GIVE_UP = (
    (
        "UPDATE webhooks_webhookdelivery SET state = 'dead', error = %s, leased_until = NULL"
        " WHERE state IN ('waiting', 'failed') AND created_at < %s"
    ),
    (
        "UPDATE people_notificationmail SET dropped_at = now(), error = %s"
        " WHERE sent_at IS NULL AND dropped_at IS NULL AND created_at < %s"
    ),
)
BEYOND = "It waited when the backup was made, and may have been sent since. Send it again if not."


def forget_unfinished_chunks() -> int:
    """Events in the store of a chunk that PostgreSQL does not know as written; returns how many.

    A crash between the insert and the commit leaves them, and the chunk is written again, under
    the same token. The restored table does not remember tokens, so they would be there twice.
    """
    found = 0
    for chunk in WriterChunk.objects.order_by("id"):
        for batch in batches_of(chunk):
            found += _forget(batch)
    return found


def copy_rows_for_sql_anew() -> None:
    """The copies were left behind: they come from rows, and the mirror makes them at first."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM analytics_mirrorstate")
        cursor.execute("DELETE FROM analytics_changed")


def forget_workers() -> None:
    """None of them runs here; what they were doing is begun again."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET worker_id = NULL WHERE status = 'doing'")
        cursor.execute("DELETE FROM procrastinate_workers")


def send_queued() -> None:
    holding.release()


@transaction.atomic
def drop_queued() -> int:
    """Give up what waited before the restore; what comes later goes out. Returns how many."""
    since = holding.held_since() or clock.now().isoformat()
    dropped = give_up_waiting(before=datetime.fromisoformat(since), error=BEYOND, by=SYSTEM)
    with connection.cursor() as cursor:
        for statement in GIVE_UP:
            cursor.execute(statement, [BEYOND, since])
            dropped += int(cursor.rowcount)
    holding.release(given_up=dropped)
    return dropped


def _forget(batch: CaptureBatch) -> int:
    decoded = Decoded()
    decode(batch, decoded)
    found = 0
    for some in _in_slices(
        [(e.incoming.environment_id, e.incoming.uuid) for e in decoded.accepted]
    ):
        with connection.cursor() as cursor:
            cursor.execute(UNKNOWN, [[each[0] for each in some], [each[1] for each in some]])
            unknown: list[Identity] = cursor.fetchall()
        if unknown:
            found += _delete(event_store(), unknown, batch)
    return found


def _delete(store: ClickHouse, which: list[Identity], batch: CaptureBatch) -> int:
    """A copy from before this batch came is another story: its uuid was forgotten long ago."""
    where = (
        "WHERE environment_id = {environment:UInt32} AND uuid IN {uuids:Array(UUID)}"
        " AND received_at >= {since:DateTime64(3)}"
    )
    bound = {
        "environment": which[0][0],
        "uuids": [uuid for _, uuid in which],
        "since": batch.received_at - ROUNDED,
    }
    with store.writer() as client:
        found: int = client.query(f"SELECT count() FROM events {where}", bound).result_rows[0][0]  # noqa: S608
        if found:
            table = Topology(store.cluster).local("events")
            client.command(
                f"ALTER TABLE {table} DELETE {where}", bound, settings={"mutations_sync": 1}
            )
            log.info("restore.unfinished_chunk", events=found)
    return found


def _in_slices(pairs: list[tuple[int, object]]) -> Iterator[list[tuple[int, object]]]:
    for start in range(0, len(pairs), AT_ONCE):
        yield pairs[start : start + AT_ONCE]
