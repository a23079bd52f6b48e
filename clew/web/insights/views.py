"""Pages of errors and LLM traces of everybody."""

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from clew.core.actors import Actor
from clew.people.requests import StaffRequest
from clew.tickets import actions
from clew.tickets.models import ExternalLink
from clew.tickets.queries.links import page_for
from clew.tickets.views.answers import Toast
from clew.tickets.views.doors import in_words
from clew.web.insights.error_list import error_list
from clew.web.insights.error_page import ErrorSubject, error_for, error_page
from clew.web.insights.error_tickets import error_tickets, link_ticket
from clew.web.insights.trace_list import trace_list
from clew.web.insights.trace_page import trace_page, trace_tickets


@require_GET
def errors(request: StaffRequest) -> HttpResponse:
    return render(request, "insights/errors/list.html", error_list(request))


@require_GET
def error(request: StaffRequest, fingerprint: str) -> HttpResponse:
    subject = error_for(request, fingerprint)
    return render(request, "insights/errors/page.html", error_page(subject))


@require_GET
def error_ticket_list(request: StaffRequest, fingerprint: str) -> HttpResponse:
    return _tickets(error_for(request, fingerprint))


@require_POST
@in_words
def error_ticket(request: StaffRequest, fingerprint: str) -> HttpResponseBase:
    subject = error_for(request, fingerprint)
    ticket, link = link_ticket(subject)
    if link is None:
        return Toast(f"#{ticket.number} is linked already").onto(_tickets(subject))
    toast = Toast(f"#{ticket.number} is linked to this error")
    undo = f"{subject.url}/tickets/{ticket.number}/{link.pk}/removal"
    return toast.undone_by(undo).onto(_tickets(subject))


@require_POST
@in_words
def error_ticket_removal(
    request: StaffRequest, fingerprint: str, number: int, pk: int
) -> HttpResponseBase:
    subject = error_for(request, fingerprint)
    try:
        link = page_for(request.user, number, pk)
    except ExternalLink.DoesNotExist:
        raise Http404("There is no such link.") from None
    actions.unlink_page(link=link, by=Actor.staff(request.user))
    toast = Toast(f"The link to #{number} is gone")
    return toast.undone_by(f"{subject.url}/tickets/links", number=str(number)).onto(
        _tickets(subject)
    )


@require_GET
def traces(request: StaffRequest) -> HttpResponse:
    return render(request, "insights/traces/list.html", trace_list(request))


@require_GET
def trace(request: StaffRequest, trace_id: str) -> HttpResponse:
    return render(request, "insights/traces/page.html", trace_page(request, trace_id))


@require_GET
def trace_ticket_list(request: StaffRequest, trace_id: str) -> HttpResponse:
    return render(request, "insights/traces/tickets.html", trace_tickets(request, trace_id))


def _tickets(subject: ErrorSubject) -> HttpResponse:
    return render(subject.request, "insights/errors/tickets.html", error_tickets(subject))
