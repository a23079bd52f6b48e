"""A tab on a ticket says that it is there, and hears who else is."""

from django import forms
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_POST

from clew.people.notifications import mark_subject_read
from clew.people.requests import StaffRequest
from clew.tickets import actions
from clew.tickets.models import Doing, Ticket
from clew.tickets.queries.presence import company
from clew.tickets.views.doors import checked, on_ticket

LEFT = "left"


class PresenceForm(forms.Form):
    tab = forms.RegexField(r"^[0-9a-f]{8,40}$")
    doing = forms.ChoiceField(choices=[*Doing.choices, (LEFT, "left")])


@require_POST
@on_ticket
def presence(request: StaffRequest, ticket: Ticket) -> HttpResponseBase:
    """Whoever has the ticket before them has read what they were told about it."""
    said = checked(PresenceForm(request.POST))
    if said["doing"] == LEFT:
        actions.leave(ticket=ticket, staff=request.user, tab=said["tab"])
        return HttpResponse(status=204)
    others = actions.be_present(ticket=ticket, staff=request.user, **said)
    mark_subject_read(staff=request.user, subject=f"ticket/{ticket.number}")
    return render(request, "tickets/ticket/presence.html", {"company": company(others)})
