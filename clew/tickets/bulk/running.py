"""Carrying a job out, a hundred tickets a transaction.

Each piece commits its tickets, its facts and what became of every item together, under the job's
lock: a worker that dies has done a piece or has not, and the next one goes on after it.
"""

import time
from collections.abc import Iterable
from typing import Any, LiteralString
from uuid import UUID

import orjson
import structlog
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, transaction

from clew.core import clock, facts, live
from clew.core.actors import Actor
from clew.core.bulk import execute
from clew.core.jobs import stopping
from clew.tickets.actions.batching import Batch, batch
from clew.tickets.actions.changing import refuse_light_agents
from clew.tickets.bulk.actors import actor_of, reader_of
from clew.tickets.changes import BUILT_IN, Change, apply_change
from clew.tickets.facts import BulkJobChanged
from clew.tickets.models import BulkItem, BulkJob, BulkState, ItemState, Ticket
from clew.tickets.queries.doors import tickets_readable_by

PIECE = 100  # tickets
TURN = 4.0  # seconds until others get their turn
UNREADABLE = "You can no longer see this ticket."
BROKEN = "Something went wrong. Try it again; if it stays so, tell an admin."
NOTED: LiteralString = """
UPDATE tickets_bulkitem AS item
SET state = new.state, inverse = new.inverse::jsonb, reason = new.reason
FROM unnest(%b::bigint[], %b::text[], %b::text[], %b::text[]) AS new (id, state, inverse, reason)
WHERE item.id = new.id
"""
log = structlog.get_logger(__name__)


def run(job_id: UUID) -> bool:
    """For a turn's time. Returns whether something is left."""
    until = time.monotonic() + TURN
    while run_piece(job_id):
        if time.monotonic() > until or stopping.is_set():
            return True
    return False


def run_piece(job_id: UUID) -> bool:
    """Returns whether something is left."""
    try:
        return _piece(job_id, careful=False)
    except DatabaseError:  # one ticket's; with savepoints it fails alone
        log.exception("bulk.piece_failed", job=str(job_id))
        return _piece(job_id, careful=True)


def _piece(job_id: UUID, *, careful: bool) -> bool:
    with transaction.atomic():
        locked = BulkJob.objects.select_for_update(of=("self",), no_key=True)
        job = locked.select_related("environment").get(pk=job_id)
        if job.is_over:
            return False
        waiting = job.items.filter(state=ItemState.WAITING).order_by("pk")
        items = list(waiting[:PIECE])
        _work(job, items, careful=careful)
        _count(job, items)
    return not job.is_over


def _work(job: BulkJob, items: list[BulkItem], *, careful: bool) -> None:
    by, reader = actor_of(job), reader_of(job)
    try:
        refuse_light_agents(by)
    except PermissionDenied as refused:
        _fail(items, str(refused))
        items = []
    chosen = [item.ticket_id for item in items]
    readable = tickets_readable_by(reader).filter(pk__in=chosen, environment=job.environment)
    locked = readable.select_related("assignee", "team").select_for_update(of=("self",))
    tickets = {ticket.pk: ticket for ticket in locked.order_by("pk")}
    with batch(list(tickets.values()), by=by) as held:
        for item in items:
            ticket = tickets.get(item.ticket_id)
            if ticket is None:
                _fail([item], UNREADABLE)
            else:
                _attempt(job, item, ticket, held, careful=careful)


def _attempt(job: BulkJob, item: BulkItem, ticket: Ticket, held: Batch, *, careful: bool) -> None:
    given = job.changes if item.changes is None else item.changes
    only_held = all(each["field"] in BUILT_IN for each in given)
    try:
        with held.attempt(ticket, savepoint=careful or not only_held):
            inverse = _applied(ticket, given, held.by)
    except ValidationError as refused:
        _fail([item], " ".join(refused.messages))
    except PermissionDenied as refused:
        _fail([item], str(refused))
    except Exception as error:  # one ticket must not stop the other thousands
        if isinstance(error, DatabaseError) and not careful:
            raise
        log.exception("bulk.ticket_failed", job=str(job.pk), ticket=ticket.number)
        _fail([item], BROKEN)
    else:
        item.inverse = [change.as_json() for change in inverse]
        item.state = ItemState.DONE if inverse else ItemState.SAME


def _applied(ticket: Ticket, given: Iterable[dict[str, Any]], by: Actor) -> list[Change]:
    changes = (Change(each["field"], each["value"]) for each in given)
    inverse = [apply_change(ticket=ticket, change=change, by=by) for change in changes]
    return [each for each in reversed(inverse) if each is not None]


def _fail(items: Iterable[BulkItem], reason: str) -> None:
    for item in items:
        item.state, item.reason = ItemState.FAILED, reason[:500]


def _note(items: list[BulkItem]) -> None:
    states = [item.state for item in items]
    inverses = [orjson.dumps(item.inverse).decode() for item in items]
    reasons = [item.reason for item in items]
    execute(NOTED, [[item.pk for item in items], states, inverses, reasons])


def _count(job: BulkJob, items: list[BulkItem]) -> None:
    _note(items)
    failed = sum(item.state == ItemState.FAILED for item in items)
    job.failed += failed
    job.done += len(items) - failed
    job.started_at = job.started_at or clock.now()
    job.state = BulkState.WORKING if job.left else BulkState.DONE
    job.finished_at = None if job.left else clock.now()
    job.save(update_fields=["failed", "done", "started_at", "state", "finished_at"])
    if job.is_over:
        facts.record(BulkJobChanged(job_id=str(job.pk), state=job.state), by=actor_of(job))
    else:
        live.publish([f"bulk/{job.pk}"])
