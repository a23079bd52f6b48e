"""Moving a ticket from status to status, and going on where one is closed."""

from django.http import HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from clew.people.requests import StaffRequest
from clew.tickets import actions
from clew.tickets.models import Ticket
from clew.tickets.templatetags.ticket_words import status_words
from clew.tickets.views.answers import Toast, changed
from clew.tickets.views.doors import actor, checked, on_ticket
from clew.tickets.views.lifecycle_forms import MoveForm


@require_POST
@on_ticket
def status(request: StaffRequest, ticket: Ticket) -> HttpResponseBase:
    """``undo`` takes the last move back, as long as it is ours and fresh."""
    form = MoveForm(request.POST)
    asked, before, by = checked(form), ticket.status, actor(request)
    if asked["undo"]:
        actions.undo_status(ticket=ticket, to=asked["status"], by=by)
    else:
        given = {"hold_until": form.until, "reason": asked["reason"]}
        actions.set_status(ticket=ticket, status=asked["status"], by=by, **given)
    words = status_words(ticket)
    toast = Toast(f"#{ticket.number} is {words[:1].lower()}{words[1:]}")
    return changed(request, ticket, toast.undone_by(request.path, status=before, undo="1"))


@require_POST
@on_ticket
def follow_ups(request: StaffRequest, ticket: Ticket) -> HttpResponseBase:
    return redirect(actions.follow_up_by_staff(ticket=ticket, staff=request.user))
