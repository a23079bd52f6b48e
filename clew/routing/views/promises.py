"""What a ticket was promised, in the menu of its head."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from clew.people.requests import StaffRequest
from clew.routing.queries.promised import promises_of
from clew.tickets.models import Ticket
from clew.tickets.views.doors import on_ticket


@require_GET
@on_ticket
def targets(request: StaffRequest, ticket: Ticket) -> HttpResponse:
    context = {"ticket": ticket, "promises": promises_of(request.user, ticket)}
    return render(request, "routing/promises/targets.html", context)
