"""Work on all accounts of an environment, a few hundred a transaction.

Each piece commits with the job's progress: a worker that dies has done a piece or has not, and
the next one goes on after it.
"""

import time
from collections.abc import Callable

from django.db import transaction
from django.db.models import QuerySet
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from clew.core import clock, live
from clew.core.actors import SYSTEM, Actor
from clew.core.jobs import stopping
from clew.people.accounts.settling import Settling, settle
from clew.people.identity import lock_environments
from clew.people.models import AccountJob, Environment, Group, GroupType

RUNNING = "people.account_job"
PRIORITY = -10  # behind whoever waits
TURN = 4.0  # seconds until others get their turn
PIECE = 500  # accounts
WORKING = (AccountJob.State.CHECKING, AccountJob.State.RUNNING)
Piece = Callable[[AccountJob], None]
PIECES: dict[str, Piece] = {}  # by kind of job; importing registers its own


def recalculate(*, environment: Environment, by: Actor) -> AccountJob:
    """In the caller's transaction. One that is still on its way ends: this one does its work."""
    older = AccountJob.objects.filter(
        environment=environment, kind=AccountJob.Kind.SOURCES, state__in=WORKING
    )
    older.update(state=AccountJob.State.STOPPED, finished_at=clock.now())
    return begin(
        environment,
        kind=AccountJob.Kind.SOURCES,
        state=AccountJob.State.RUNNING,
        total=_accounts(environment.pk).count(),
        by=by,
    )


def begin(environment: Environment, *, by: Actor, **given: object) -> AccountJob:
    job = AccountJob.objects.create(
        environment=environment,
        actor_kind=by.kind,
        actor_id=by.id,
        actor_name=by.name[:200],
        created_at=clock.now(),
        **given,
    )
    defer(job.pk)
    return job


def stop(*, job: AccountJob) -> None:
    """What is done stays done."""
    with transaction.atomic():
        held = AccountJob.objects.select_for_update().defer("rows").get(pk=job.pk)
        if not held.is_over:
            end(held, AccountJob.State.STOPPED)


def run(job_id: int) -> bool:
    """For a turn's time. Returns whether something is left."""
    until = time.monotonic() + TURN
    while run_piece(job_id):
        if time.monotonic() > until or stopping.is_set():
            return True
    return False


@transaction.atomic
def run_piece(job_id: int) -> bool:
    """Returns whether something is left."""
    found = AccountJob.objects.select_for_update().defer("rows").filter(pk=job_id)
    job = found.first()
    if job is None or job.state not in WORKING:
        return False
    PIECES[job.kind](job)
    live.publish([topic_of(job.environment_id)])
    return job.state in WORKING


def topic_of(environment_id: int) -> str:
    return f"account-jobs/{environment_id}"


def actor_of(job: AccountJob) -> Actor:
    return Actor(job.actor_kind, job.actor_id, job.actor_name)


def end(job: AccountJob, state: AccountJob.State) -> None:
    job.state, job.finished_at = state, clock.now()
    job.save(update_fields=["state", "finished_at", "done", "changed"])


def defer(job_id: int) -> None:
    app.configure_task(RUNNING, queue="bulk", priority=PRIORITY).defer(job_id=job_id)


def continue_account_jobs() -> None:
    """Jobs that nobody carries on: their worker died, or they gave up. And the very first one."""
    begun = AccountJob.objects.filter(kind=AccountJob.Kind.SOURCES).values("environment")
    for kind in GroupType.objects.filter(is_account=True).exclude(environment__in=begun):
        with transaction.atomic():
            recalculate(environment=kind.environment, by=SYSTEM)
    for pk in AccountJob.objects.filter(state__in=WORKING).values_list("pk", flat=True):
        waiting = ProcrastinateJob.objects.filter(task_name=RUNNING, status__in=["todo", "doing"])
        if not waiting.filter(args__job_id=pk).exists():
            defer(pk)


def _from_sources(job: AccountJob) -> None:
    lock_environments([job.environment_id])
    left = _accounts(job.environment_id).filter(pk__gt=job.after).order_by("pk")
    ids = list(left.values_list("pk", flat=True)[:PIECE])
    if not ids:
        end(job, AccountJob.State.DONE)
        return
    how = Settling(job.environment_id, by=actor_of(job), quietly=True)
    job.changed += settle(how, ids)
    job.done += len(ids)
    job.after = ids[-1]
    job.total = max(job.total, job.done)
    job.save(update_fields=["changed", "done", "after", "total"])


def _accounts(environment_id: int) -> QuerySet[Group]:
    return Group.objects.filter(
        environment_id=environment_id, type__is_account=True, merged_into__isnull=True
    )


PIECES[AccountJob.Kind.SOURCES] = _from_sources
