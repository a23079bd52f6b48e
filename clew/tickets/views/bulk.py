"""The same change on many tickets. A few are changed at once, more by a job that reports."""

import json

from django.core.exceptions import ValidationError
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from clew.people.requests import StaffRequest
from clew.tickets.bulk import change_many
from clew.tickets.bulk.choosing import numbered
from clew.tickets.bulk.wording import outcome
from clew.tickets.changes import Change
from clew.tickets.forms import NumbersForm
from clew.tickets.models import BulkJob
from clew.tickets.models.tickets import TicketQuerySet
from clew.tickets.queries.view_doors import tickets_in
from clew.tickets.views.away import told_of_absence
from clew.tickets.views.doors import actor, checked, in_words
from clew.tickets.views.riding import changes_named

SHOWN_AT_ONCE = 3  # failures that a toast can say


@require_POST
@in_words
def bulk(request: StaffRequest) -> HttpResponseBase:
    """``field=status&value=open``, repeated for several, on ``number=…`` or ``all=1&view=…``."""
    job = change_many(
        tickets=_chosen(request),
        environment=request.environment,
        changes=_changes(request),
        by=actor(request),
    )
    return job_answer(request, job)


def job_answer(request: StaffRequest, job: BulkJob) -> HttpResponseBase:
    """A toast with the way back, or the job to follow."""
    if not request.htmx:
        return redirect(job)
    answer = HttpResponse(status=204 if job.is_over else 202)
    answer["X-Clew-Toast"] = json.dumps(said(job))
    return answer


def said(job: BulkJob) -> dict[str, object]:
    if not job.is_over:
        return {"text": job.title, "job": str(job.pk)}
    toast: dict[str, object] = {"text": outcome(job) + told_of_absence(job)}
    if job.done and not job.undoes_id:
        toast["undo"] = {"url": f"{job.get_absolute_url()}/undo", "fields": {}}
    if job.failed > 1:
        toast["more"] = {"url": job.get_absolute_url(), "text": "See why"}
    if job.failed and not job.done:
        toast["tone"] = "error"
    return toast


def _chosen(request: StaffRequest) -> TicketQuerySet:
    if request.POST.get("all"):
        view, narrowed = request.POST.get("view", ""), request.POST.get("filter", "")
        return tickets_in(request.user, request.environment, view, narrowed)
    numbers = checked(NumbersForm(request.POST))["number"]
    found = numbered(request.user, request.environment, numbers)
    if len(numbers) == 1 and not found.exists():
        raise ValidationError("There is no such ticket any more.")
    return found


def _changes(request: StaffRequest) -> list[Change]:
    fields, values = request.POST.getlist("field"), request.POST.getlist("value")
    pairs = zip(fields, values, strict=False)
    return [change for pair in pairs for change in changes_named(request, *pair)]
