"""The same changes on many tickets, as a job."""

from datetime import datetime
from typing import Any
from uuid import UUID

from ninja import Router, Schema
from pydantic import Field

from clew.api.v1.environments import environment_called
from clew.api.v1.idempotency import created
from clew.api.v1.tokens import TokenRequest
from clew.core.actors import Actor
from clew.people.models import ApiToken
from clew.tickets import bulk
from clew.tickets.bulk.choosing import numbered
from clew.tickets.changes import checked_changes
from clew.tickets.models import BulkJob, ItemState
from clew.tickets.queries import tickets_in

router = Router(tags=["bulk"])
FAILURES = 1000  # listed at most


class ChangeGiven(Schema):
    field: str = Field(
        description="status, hold_until, assignee, team, severity, priority, kind, area, subject,"
        " tags.add, tags.remove or field.<slug>"
    )
    value: Any = None


class BulkGiven(Schema):
    """Either ``tickets``, or all of a ``view``, narrowed by ``filter`` as in its address."""

    changes: list[ChangeGiven]
    tickets: list[int] = Field([], max_length=10_000, description="Numbers")
    view: str = ""
    filter: str = ""
    environment: str = ""


class FailureShape(Schema):
    ticket: int
    reason: str


class BulkShape(Schema):
    id: UUID
    title: str
    state: str = Field(description="waiting, working, done or cancelled")
    total: int
    done: int
    failed: int
    created_at: datetime
    finished_at: datetime | None
    failures: list[FailureShape]

    @classmethod
    def of(cls, job: BulkJob) -> "BulkShape":
        failed = job.items.filter(state=ItemState.FAILED).select_related("ticket").order_by("pk")
        plain = ("id", "title", "state", "total", "done", "failed", "created_at", "finished_at")
        return cls(
            **{name: getattr(job, name) for name in plain},
            failures=[
                FailureShape(ticket=item.ticket.number, reason=item.reason)
                for item in failed[:FAILURES]
            ],
        )


@router.post("/tickets/bulk", response={201: BulkShape})
@created
def change_tickets(request: TokenRequest, given: BulkGiven) -> BulkShape:
    """Up to 50 tickets are changed when this answers; more by a job to ask about."""
    inside = environment_called(given.environment)
    if given.view:
        chosen = tickets_in(request.auth, inside, given.view, given.filter)
    else:
        chosen = numbered(request.auth, inside, given.tickets)
    changes = checked_changes([change.model_dump() for change in given.changes])
    return BulkShape.of(
        bulk.change_many(
            tickets=chosen, environment=inside, changes=changes, by=Actor.token(request.auth)
        )
    )


@router.get("/bulk/{uuid:job_id}", response=BulkShape)
def read_job(request: TokenRequest, job_id: UUID) -> BulkShape:
    return BulkShape.of(_job(request.auth, job_id))


@router.post("/bulk/{uuid:job_id}/undo", response={201: BulkShape})
@created
def undo_job(request: TokenRequest, job_id: UUID) -> BulkShape:
    """A job of its own that takes every change back."""
    job = _job(request.auth, job_id)
    return BulkShape.of(bulk.undo(job=job, by=Actor.token(request.auth)))


@router.post("/bulk/{uuid:job_id}/cancel", response=BulkShape)
def cancel_job(request: TokenRequest, job_id: UUID) -> BulkShape:
    """What is changed stays changed."""
    job = _job(request.auth, job_id)
    bulk.cancel(job=job, by=Actor.token(request.auth))
    return BulkShape.of(job)


def _job(token: ApiToken, job_id: UUID) -> BulkJob:
    """Only this token's own jobs. Raises BulkJob.DoesNotExist."""
    job = BulkJob.objects.get(pk=job_id)
    if not bulk.may_see(token, job):
        raise BulkJob.DoesNotExist
    return job
