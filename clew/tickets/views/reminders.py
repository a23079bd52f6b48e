"""“Remind me of this ticket”: the menu's content when it opens, and setting or clearing it."""

from datetime import datetime

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from clew.core import clock
from clew.core.templatetags.ui import until
from clew.people.requests import StaffRequest
from clew.tickets import actions
from clew.tickets.models import Ticket
from clew.tickets.queries.reminders import moments, reminder_of
from clew.tickets.views.answers import Toast
from clew.tickets.views.doors import checked, on_ticket


class ReminderForm(forms.Form):
    """One of a moment by its name, or a date and time in the person's zone; nothing clears it."""

    when = forms.CharField(max_length=20, required=False)
    at = forms.DateTimeField(
        required=False, error_messages={"invalid": "Choose a date and a time."}
    )


@require_http_methods(["GET", "POST"])
@on_ticket
def reminder(request: StaffRequest, ticket: Ticket) -> HttpResponseBase:
    if request.method == "POST":
        toast = _set(request, ticket, checked(ReminderForm(request.POST)))
        return toast.onto(HttpResponse(status=204)) if request.htmx else redirect(ticket)
    context = {
        "ticket": ticket,
        "waiting": reminder_of(ticket, request.user),
        "moments": moments(request.user, clock.now()),
    }
    return render(request, "tickets/ticket/reminder.html", context)


def _set(request: StaffRequest, ticket: Ticket, asked: dict[str, object]) -> Toast:
    """Taken back by the moment there was before, or by none."""
    before = reminder_of(ticket, request.user)
    undo = before.at.isoformat() if before else ""
    at = _moment(request, asked)
    if at is None:
        actions.forget_reminder(ticket=ticket, staff=request.user)
        return Toast("Reminder removed").undone_by(request.path, at=undo)
    actions.remind(ticket=ticket, staff=request.user, at=at)
    toast = Toast(f"You are reminded of #{ticket.number}: {until(at)}")
    return toast.undone_by(request.path, at=undo)


def _moment(request: StaffRequest, asked: dict[str, object]) -> datetime | None:
    if isinstance(at := asked["at"], datetime):
        return at
    if not asked["when"]:
        return None
    known = {each.slug: each.at for each in moments(request.user, clock.now())}
    if asked["when"] not in known:
        raise ValidationError("Choose when to be reminded.")
    return known[str(asked["when"])]
