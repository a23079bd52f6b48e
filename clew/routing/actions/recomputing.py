"""Unsolved tickets are brought to the newest policies, or looked at as if they had been.

Piece by piece, each with its tickets and the job's progress in one transaction: a worker that
dies has done a piece or has not, and the next one goes on after it.
"""

import time
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from clew.core import clock, live
from clew.core.actors import Actor
from clew.core.jobs import stopping
from clew.routing.actions.refreshing import AT_ONCE, Refreshed, refresh_piece
from clew.routing.models import PolicyVersion, RecomputeJob, RecomputeState
from clew.routing.policies.reading import rules_from_json, whole
from clew.routing.queries.comparing import compare_piece
from clew.routing.targets.comparing import joined
from clew.tickets.actions.changing import refuse_light_agents
from clew.tickets.models import Ticket

RUNNING = "routing.recompute"
PRIORITY = -10  # behind whoever waits
TURN = 4.0  # seconds until others get their turn
FAILURES_KEPT = 100
OPEN = [RecomputeState.WAITING, RecomputeState.WORKING]


def start_recompute(*, version: PolicyVersion, by: Actor) -> RecomputeJob:
    """One that is still on its way to an older version ends: this one does its work."""
    older = RecomputeJob.objects.filter(state__in=OPEN, version__isnull=False)
    older.update(state=RecomputeState.REPLACED, finished_at=clock.now())
    return _started(by, version=version)


def start_dry_run(*, content: Mapping[str, Any], by: Actor) -> RecomputeJob:
    """``job.found`` is what would become of every unsolved ticket: see targets/comparing.py.

    Raises ValidationError by place for what cannot be read.
    """
    refuse_light_agents(by, "change policies")
    rules_from_json(content)
    return _started(by, content=whole(content))


def cancel_recompute(*, job: RecomputeJob, by: Actor) -> bool:
    """What is done stays. The others keep their targets until something happens on them."""
    refuse_light_agents(by, "change policies")
    with transaction.atomic():
        job = RecomputeJob.objects.select_for_update().get(pk=job.pk)
        if job.is_over:
            return False
        _end(job, RecomputeState.CANCELLED)
    return True


def run(job_id: UUID) -> bool:
    """For a turn's time. Returns whether something is left."""
    until = time.monotonic() + TURN
    while run_piece(job_id):
        if time.monotonic() > until or stopping.is_set():
            return True
    return False


@transaction.atomic
def run_piece(job_id: UUID) -> bool:
    """Returns whether something is left."""
    job = RecomputeJob.objects.select_for_update().select_related(None).get(pk=job_id)
    if job.is_over:
        return False
    waiting = Ticket.objects.unsolved().filter(pk__gt=job.reached).order_by("pk")
    ids = list(waiting.values_list("pk", flat=True)[:AT_ONCE])
    if not ids:
        _end(job, RecomputeState.DONE)
        return False
    _note(job, _dry(job, ids) if job.is_dry_run else refresh_piece(ids))
    job.reached, job.state = ids[-1], RecomputeState.WORKING
    job.started_at = job.started_at or clock.now()
    job.total = max(job.total, job.done)
    job.save()
    live.publish([f"recompute/{job.pk}"])
    return True


def _dry(job: RecomputeJob, ids: list[int]) -> Refreshed:
    found, failed = compare_piece(ids, job.content, now=job.created_at)
    job.found = joined(job.found, found)
    return Refreshed(len(ids), found["numbers"], failed)


def _note(job: RecomputeJob, piece: Refreshed) -> None:
    job.done += piece.looked_at
    job.changed += len(piece.changed)
    job.failed += len(piece.failed)
    told = [{"number": number, "reason": why} for number, why in piece.failed.items()]
    job.failures = [*job.failures, *told][:FAILURES_KEPT]


def _started(by: Actor, **given: Any) -> RecomputeJob:
    with transaction.atomic():
        job = RecomputeJob.objects.create(
            total=Ticket.objects.unsolved().count(),
            by_name=by.name[:200],
            created_at=clock.now(),
            **given,
        )
        defer(job.pk)
    return job


def defer(job_id: UUID) -> None:
    app.configure_task(RUNNING, queue="bulk", priority=PRIORITY).defer(job_id=str(job_id))


def carry_on(job_id: UUID) -> None:
    """Unless a worker has it or will have it."""
    waiting = ProcrastinateJob.objects.filter(task_name=RUNNING, status__in=["todo", "doing"])
    if not waiting.filter(args__job_id=str(job_id)).exists():
        defer(job_id)


def _end(job: RecomputeJob, state: RecomputeState) -> None:
    job.state, job.finished_at = state, clock.now()
    job.save()
    live.publish([f"recompute/{job.pk}"])
