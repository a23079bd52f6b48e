"""Which batches are written together. The choice is stored before the writing begins."""

from django.db import connection

from clew.core import clock, turns
from clew.events.models import CaptureBatch, WriterChunk

MAX_EVENTS = 5_000
BESIDE_PAGES = 1_500  # while somebody waits for a page: some steps of a chunk let nobody in between
MAX_BYTES = 32 * 1024 * 1024
LOOK_AHEAD = 5_000  # batches
NEXT = """
SELECT id, event_count, octet_length(body) FROM capture_log ORDER BY historical, id LIMIT %s
"""


def next_chunk() -> WriterChunk | None:
    """The chunk a crash left behind, else a new one; None when the log is empty."""
    left = WriterChunk.objects.order_by("id").first()
    if left is not None:
        left.is_left_behind = True
        return left
    ids = _next_batches()
    if not ids:
        return None
    return WriterChunk.objects.create(batch_ids=ids, created_at=clock.now())


def batches_of(chunk: WriterChunk) -> list[CaptureBatch]:
    return list(CaptureBatch.objects.filter(pk__in=chunk.batch_ids).order_by("id"))


def token_of(chunk: WriterChunk) -> str:
    """The same for every attempt at this chunk, and for no other chunk ever."""
    return f"chunk-{chunk.pk}-{chunk.created_at.isoformat()}"


def _next_batches() -> list[int]:
    chosen: list[int] = []
    events = size = 0
    most = BESIDE_PAGES if turns.are_pages_made() else MAX_EVENTS
    with connection.cursor() as cursor:
        cursor.execute(NEXT, [LOOK_AHEAD])
        for batch_id, event_count, length in cursor.fetchall():
            events += event_count
            size += length
            if chosen and (events > most or size > MAX_BYTES):
                break
            chosen.append(batch_id)
    return chosen
