"""The SQL page: running and cancelling, what can be asked about, and what was asked before."""

from uuid import UUID

from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from clew.analytics.sql import history, running
from clew.analytics.sql.access import access_of
from clew.analytics.sql.pages import asking
from clew.analytics.sql.pages.answers import as_json, in_words
from clew.analytics.sql.pages.browsing import known_to
from clew.analytics.sql.pages.page import page_context
from clew.analytics.sql.pages.saved import saved_for
from clew.core import clock
from clew.events.store.connection import event_store
from clew.people.requests import StaffRequest

RUNS_SHOWN = 60


@require_GET
def page(request: StaffRequest) -> HttpResponse:
    """``?q=`` is put into the editor, and never run by itself."""
    return render(request, "insights/sql/page.html", page_context(request))


@require_GET
@in_words
def saved_page(request: StaffRequest, query_id: int) -> HttpResponse:
    saved = saved_for(request.user, request.environment, query_id)
    return render(request, "insights/sql/page.html", page_context(request, saved))


@require_POST
@in_words
def runs(request: StaffRequest) -> HttpResponse:
    result = asking.asked(request.POST.dict(), request.user, request.environment, None)
    return as_json(result)


@require_GET
@in_words
def run(request: StaffRequest, run_id: UUID) -> HttpResponse:
    found = history.runs_readable_by(request.user).get(pk=run_id)
    return as_json({"sql": found.sql, "parameters": found.parameters})


@require_POST
def cancellation(request: StaffRequest, run_id: UUID) -> HttpResponse:
    return as_json({"cancelled": running.cancel(run_id, request.user)})


@require_POST
@in_words
def csv(request: StaffRequest) -> HttpResponseBase:
    result = asking.exported(request.POST.dict(), request.user, request.environment)
    answer = StreamingHttpResponse(asking.as_csv(result), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="query-{clock.now():%Y-%m-%d}.csv"'
    answer["Cache-Control"] = "no-store"
    return answer


@require_GET
@in_words
def schema(request: StaffRequest) -> HttpResponse:
    access = access_of(request.user, request.environment)
    return as_json(known_to(access, event_store()))


@require_GET
def past_runs(request: StaffRequest) -> HttpResponse:
    """One's own; admins may look at everybody's."""
    everybody = request.user.reads_every_team and "everybody" in request.GET
    found = history.runs_readable_by(request.user).filter(environment=request.environment)
    shown = found if everybody else found.filter(staff=request.user)
    context = {
        "runs": shown[:RUNS_SHOWN], "everybody": everybody,
        "is_admin": request.user.reads_every_team,
    }  # fmt: skip
    return render(request, "insights/sql/history.html", context)
