"""Choosing the tickets of a job, once, and queueing it; also its undoing and its second try."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.core.exceptions import EmptyResultSet, ValidationError
from django.db import connection, transaction
from django.db.models import QuerySet
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from clew.core import clock, facts, live
from clew.core.actors import Actor
from clew.people.models import Environment
from clew.tickets.actions.changing import refuse_light_agents
from clew.tickets.bulk.actors import actor_of
from clew.tickets.bulk.running import run_piece
from clew.tickets.changes import Change, words
from clew.tickets.facts import BulkJobChanged
from clew.tickets.models import BulkJob, BulkState, ItemState, Ticket

PRIORITY = 10  # before the thousands of reactions to what the job itself did
AT_ONCE = 50  # tickets that are changed while the browser waits
KEPT = timedelta(days=30)
LEFT_BEHIND = timedelta(minutes=1)
NOTHING = "There is no ticket to change."
RUNNING = "tickets.run_bulk_job"


def change_many(
    *, tickets: QuerySet[Ticket], environment: Environment, changes: Sequence[Change], by: Actor
) -> BulkJob:
    """As ``start``; a few tickets are changed when it returns."""
    job = start(tickets=tickets, environment=environment, changes=changes, by=by, defer=False)
    return _finished_if_few(job)


def start(
    *,
    tickets: QuerySet[Ticket],
    environment: Environment,
    changes: Sequence[Change],
    by: Actor,
    defer: bool = True,
) -> BulkJob:
    """``tickets`` are chosen now, in one statement; whoever joins the view later is left alone.

    Raises ValidationError without changes or tickets, PermissionDenied for light agents.
    """
    refuse_light_agents(by)
    if not changes:
        raise ValidationError("Choose what to change.")
    with transaction.atomic():
        job = _new(environment, "; ".join(words(change) for change in changes), by)
        job.changes = [change.as_json() for change in changes]
        _fill(job, tickets.order_by("pk").values("pk"))
        if defer or job.total > AT_ONCE:
            _defer(job)
    return job


def undo(*, job: BulkJob, by: Actor) -> BulkJob:
    """A job with each ticket's own inverse. Undoing twice undoes once."""
    refuse_light_agents(by)
    with transaction.atomic():
        job = BulkJob.objects.select_for_update().get(pk=job.pk)
        if not job.is_over:
            raise ValidationError("It is still working. Cancel it first.")
        if earlier := BulkJob.objects.filter(undoes=job).first():
            return earlier
        again = _new(job.environment, f"Undo: {job.title}"[:300], by)
        again.undoes = job
        done = job.items.filter(state=ItemState.DONE).order_by("pk")
        _fill(again, done.values("ticket_id", "inverse"))
        if again.total > AT_ONCE:
            _defer(again)
    return _finished_if_few(again)


def retry_failed(*, job: BulkJob, by: Actor) -> BulkJob:
    refuse_light_agents(by)
    with transaction.atomic():
        again = _new(job.environment, job.title, by)
        again.changes, again.undoes = job.changes, None
        failed = job.items.filter(state=ItemState.FAILED).order_by("pk")
        _fill(again, failed.values("ticket_id", "changes"))
        if again.total > AT_ONCE:
            _defer(again)
    return _finished_if_few(again)


def go_on_with_jobs() -> int:
    """A few tickets are changed by whoever asked; if that process died, somebody else goes on."""
    old = BulkJob.objects.filter(
        state__in=[BulkState.WAITING, BulkState.WORKING], created_at__lt=clock.now() - LEFT_BEHIND
    )
    left = [job for job in old if not _is_queued(job)]
    for job in left:
        with transaction.atomic():
            _defer(job)
    return len(left)


def cancel(*, job: BulkJob, by: Actor) -> bool:
    """What is changed stays changed, and can be undone. The running piece ends first."""
    with transaction.atomic():
        job.refresh_from_db(from_queryset=BulkJob.objects.select_for_update())
        if job.is_over:
            return False
        job.state, job.finished_at = BulkState.CANCELLED, clock.now()
        job.save(update_fields=["state", "finished_at"])
        facts.record(BulkJobChanged(job_id=str(job.pk), state=job.state), by=by)
    return True


def forget_old_jobs() -> int:
    """They are kept for undoing, which nobody wants after a month."""
    deleted, _ = BulkJob.objects.filter(created_at__lt=clock.now() - KEPT).delete()
    return deleted


def _new(environment: Environment, title: str, by: Actor) -> BulkJob:
    return BulkJob(
        environment=environment,
        title=title[:300],
        actor_kind=by.kind,
        actor_id=by.id,
        actor_name=by.name,
        created_at=clock.now(),
    )


def _fill(job: BulkJob, chosen: QuerySet[Any, Any]) -> None:
    """The ids of a query, and with two columns the changes of each. One statement, however many."""
    job.save(force_insert=True)
    try:
        selected, parameters = chosen.query.sql_with_params()
    except EmptyResultSet:
        raise ValidationError(NOTHING) from None
    has_changes = len(chosen.query.values_select) > 1
    columns = "ticket, changes" if has_changes else "ticket"
    changes = "found.changes" if has_changes else "NULL::jsonb"
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO tickets_bulkitem (job_id, ticket_id, changes, state, inverse, reason)"  # noqa: S608  columns are ours
            f" SELECT %s, found.ticket, {changes}, 'waiting', '[]', ''"
            f" FROM ({selected}) AS found ({columns})",
            [job.pk, *parameters],
        )
        job.total = cursor.rowcount
    if not job.total:
        raise ValidationError(NOTHING)
    job.save(update_fields=["total"])
    facts.record(BulkJobChanged(job_id=str(job.pk), state=job.state), by=actor_of(job))


def _finished_if_few(job: BulkJob) -> BulkJob:
    if job.total > AT_ONCE:
        return job
    while run_piece(job.pk):
        pass
    job.refresh_from_db()
    return job


def _defer(job: BulkJob) -> None:
    app.configure_task(RUNNING, queue="bulk", priority=PRIORITY).defer(job_id=str(job.pk))
    live.publish([f"bulk/{job.pk}"])


def _is_queued(job: BulkJob) -> bool:
    """Or gave up, which admins see among the failed jobs."""
    states = ["todo", "doing", "failed"]
    queued = ProcrastinateJob.objects.filter(task_name=RUNNING, status__in=states)
    return queued.filter(args__job_id=str(job.pk)).exists()
