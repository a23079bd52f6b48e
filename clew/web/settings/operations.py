"""What the installation does behind the pages: refused events, failed jobs."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from clew.core import jobs
from clew.people.doors import admins
from clew.people.requests import StaffRequest
from clew.web.settings.refused_events import SHOWN, refused_events, waiting_events


@admins("Refused events")
def quarantine(request: StaffRequest) -> HttpResponse:
    events, more = refused_events(request.environment)
    context = {"events": events, "more": more, "shown": SHOWN, "waiting": waiting_events()}
    return render(request, "settings/quarantine.html", context)


@admins("Failed jobs")
def failed_jobs(request: StaffRequest) -> HttpResponse:
    context = {"jobs": jobs.dead_letters(), "waiting": jobs.waiting_count()}
    return render(request, "settings/jobs.html", context)


@require_POST
@admins("Failed jobs")
def job_attempt(request: StaffRequest, pk: int) -> HttpResponse:
    if pk in {job.id for job in jobs.dead_letters()}:
        jobs.try_again(pk)
        messages.success(request, f"Job {pk} runs again")
    else:
        messages.error(request, f"Job {pk} is not waiting to be tried again.")
    return redirect("failed-jobs")
