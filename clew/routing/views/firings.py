"""What rules did on one ticket: a firing with the chain that it belongs to."""

from django.http import Http404, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_GET

from clew.people.requests import StaffRequest
from clew.routing.models import Firing
from clew.routing.queries.rules import chain_for, may_keep_rules
from clew.tickets.models import Ticket
from clew.tickets.views.doors import on_ticket


@require_GET
@on_ticket
def firing(request: StaffRequest, ticket: Ticket, firing_id: int) -> HttpResponseBase:
    try:
        chain = chain_for(request.user, ticket.number, firing_id)
    except Firing.DoesNotExist:
        raise Http404("No rule did this.") from None
    context = {"ticket": ticket, "chain": chain, "keeps": may_keep_rules(request.user)}
    return render(request, "routing/automations/firing.html", context)
