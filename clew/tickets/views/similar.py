"""Tickets about the same thing, as a part of the ticket page that loads when it is seen."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from clew.people.requests import StaffRequest
from clew.tickets.models import Ticket
from clew.tickets.queries.similar import similar_tickets
from clew.tickets.views.doors import on_ticket


@require_GET
@on_ticket
def similar(request: StaffRequest, ticket: Ticket) -> HttpResponse:
    return render(request, "tickets/similar.html", {
        "ticket": ticket,
        "found": similar_tickets(request.user, ticket),
        "may_change": request.user.can_reply_publicly,
    })  # fmt: skip
