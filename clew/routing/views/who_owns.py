"""The page “Who owns this?”: asked with words, an address, or a ticket."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from clew.people.requests import StaffRequest
from clew.routing.queries.who_owns import who_owns, who_owns_ticket
from clew.tickets.views.doors import ticket_or_404

LONGEST = 15  # digits of a ticket's number


@require_GET
def ownership(request: StaffRequest) -> HttpResponse:
    number = request.GET.get("ticket", "")[:LONGEST]
    ticket = ticket_or_404(request, int(number)) if number.isdecimal() else None
    q = request.GET.get("q", "")[:200]
    answers = who_owns_ticket(ticket) if ticket and not q else who_owns(q)
    context = {"q": q, "ticket": ticket, "answers": answers}
    template = "routing/ownership/answers.html" if request.htmx else "routing/ownership/page.html"
    return render(request, template, context)
