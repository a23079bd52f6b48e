"""A bulk job: how far it is, what it could not do, and taking it back."""

from collections.abc import Callable
from functools import wraps
from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from clew.people.requests import StaffRequest
from clew.tickets import bulk
from clew.tickets.bulk.wording import outcome
from clew.tickets.models import BulkJob, ItemState
from clew.tickets.queries.doors import tickets_readable_by
from clew.tickets.views.bulk import job_answer, said
from clew.tickets.views.doors import actor, in_words

FAILURES = 500  # shown; all can be tried again
OnJob = Callable[[StaffRequest, BulkJob], HttpResponseBase]


def on_job(view: OnJob) -> Callable[..., HttpResponseBase]:
    """Somebody else's job does not exist, but for admins."""

    @wraps(view)
    def with_job(request: StaffRequest, pk: UUID) -> HttpResponseBase:
        found = BulkJob.objects.select_related("environment", "undoes").filter(pk=pk).first()
        if found is None or not bulk.may_see(request.user, found):
            raise Http404("There is no such job.")
        return view(request, found)

    return in_words(with_job)


@require_GET
@on_job
def job(request: StaffRequest, job: BulkJob) -> HttpResponse:
    failed = job.items.filter(state=ItemState.FAILED).select_related("ticket").order_by("pk")
    readable = tickets_readable_by(request.user)
    shown = list(failed[:FAILURES])
    readable_ids = set(
        readable.filter(pk__in=[item.ticket_id for item in shown]).values_list("pk", flat=True)
    )
    context = {
        "job": job,
        "outcome": outcome(job) if job.is_over else "",
        "failures": [(item, item.ticket_id in readable_ids) for item in shown],
        "undone_by": job.undone_by.first(),
    }
    part = "tickets/bulk/state.html" if request.htmx else "tickets/bulk/page.html"
    return render(request, part, context)


@require_GET
@on_job
def progress(request: StaffRequest, job: BulkJob) -> JsonResponse:  # noqa: ARG001  the door is the point
    return JsonResponse({
        "title": job.title,
        "is_over": job.is_over,
        "total": job.total,
        "handled": job.done + job.failed,
        "failed": job.failed,
        "url": job.get_absolute_url(),
        "toast": said(job),
    })  # fmt: skip


@require_POST
@on_job
def undo(request: StaffRequest, job: BulkJob) -> HttpResponseBase:
    return job_answer(request, bulk.undo(job=job, by=actor(request)))


@require_POST
@on_job
def retry(request: StaffRequest, job: BulkJob) -> HttpResponseBase:
    return job_answer(request, bulk.retry_failed(job=job, by=actor(request)))


@require_POST
@on_job
def cancellation(request: StaffRequest, job: BulkJob) -> HttpResponseBase:
    bulk.cancel(job=job, by=actor(request))
    return job_answer(request, job)
