"""What may be wrong with the customer's data, beside their ticket; loads by itself, after it."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from clew.analytics.diagnosis.queries import findings_of
from clew.analytics.diagnosis.showing import result
from clew.people.requests import StaffRequest
from clew.tickets.diagnosing import diagnosis_of, look_again
from clew.tickets.models import Ticket
from clew.tickets.views.doors import actor, on_ticket


@require_http_methods(["GET", "POST"])
@on_ticket
def diagnosis(request: StaffRequest, ticket: Ticket) -> HttpResponse:
    if request.method == "POST":
        found = look_again(ticket=ticket, by=actor(request))
    else:
        found = diagnosis_of(ticket)
    return render(request, "diagnosis/ticket.html", {
        "ticket": ticket,
        "diagnosis": found,
        "result": result(findings_of(found), found.checks),
        "may_ask": request.user.can_reply_publicly,
    })  # fmt: skip
