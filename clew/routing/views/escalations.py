"""Escalating from the ticket page: the strip, the panel in place, the deed, and taking it back."""

from typing import Any

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from clew.people.requests import StaffRequest
from clew.people.staff_queries import team_choices
from clew.routing.actions.de_escalating import de_escalate
from clew.routing.actions.escalating import change_escalation, escalate
from clew.routing.actions.escalating_undone import undo_de_escalation, undo_escalation
from clew.routing.escalation_forms import EndForm, EscalationForm
from clew.routing.escalation_note import template_for
from clew.routing.models import Escalation, Outcome
from clew.routing.queries.escalation_choices import customer_macro, proposals
from clew.routing.queries.escalations import customer_knows, escalation_for, open_escalation
from clew.tickets.models import Status, Ticket
from clew.tickets.views.answers import Toast, changed
from clew.tickets.views.doors import actor, checked, on_ticket


@require_http_methods(["GET", "POST"])
@on_ticket
def escalation(request: StaffRequest, ticket: Ticket) -> HttpResponseBase:
    if request.method == "GET":
        return _strip(request, ticket)
    asked = checked(EscalationForm(request.POST))
    made = escalate(
        ticket=ticket, to=asked["to"], team=asked["team"], note=asked["note"], by=actor(request)
    )
    toast = Toast(f"#{ticket.number} is escalated to {made.get_to_display().lower()}")
    return changed(request, ticket, toast.undone_by(_address("escalation-undo", made)))


@require_GET
@on_ticket
def panel(request: StaffRequest, ticket: Ticket) -> HttpResponseBase:
    open_now = open_escalation(request.user, ticket)
    context = {
        "ticket": ticket,
        "open": open_now,
        "proposals": proposals(ticket),
        "teams": team_choices(),
        "template": "" if open_now else template_for(ticket),
        "may_escalate": request.user.can_reply_publicly,
    }
    return render(request, "routing/escalation/panel.html", context)


@require_POST
@on_ticket
def change(request: StaffRequest, ticket: Ticket) -> HttpResponseBase:
    """Another target or team. Undone by posting what it was."""
    asked = checked(EscalationForm(request.POST))
    before = open_escalation(request.user, ticket)
    made = change_escalation(
        ticket=ticket, to=asked["to"], team=asked["team"], note=asked["note"], by=actor(request)
    )
    toast = Toast(f"Escalated to {made.get_to_display().lower()}, team {made.team_name}")
    if before is not None and before.team_id is not None:
        toast = toast.undone_by(request.path, to=before.to, team=str(before.team_id))
    return changed(request, ticket, toast)


@require_POST
@on_ticket
def end(request: StaffRequest, ticket: Ticket) -> HttpResponseBase:
    asked = checked(EndForm(request.POST))
    ended = de_escalate(ticket=ticket, by=actor(request), **asked)
    toast = Toast(f"#{ticket.number} is no longer escalated")
    return changed(request, ticket, toast.undone_by(_address("escalation-return", ended)))


@require_POST
@on_ticket
def undo(request: StaffRequest, ticket: Ticket, pk: int) -> HttpResponseBase:
    undo_escalation(escalation=_on(request, ticket, pk), by=actor(request))
    return changed(request, _anew(ticket), Toast("Not escalated. Your note is taken back"))


@require_POST
@on_ticket
def end_undone(request: StaffRequest, ticket: Ticket, pk: int) -> HttpResponseBase:
    undo_de_escalation(escalation=_on(request, ticket, pk), by=actor(request))
    return changed(request, _anew(ticket), Toast("Escalated again"))


def _strip(request: StaffRequest, ticket: Ticket) -> HttpResponse:
    found = open_escalation(request.user, ticket)
    may_change = request.user.can_reply_publicly and ticket.status != Status.CLOSED
    context: dict[str, Any] = {"ticket": ticket, "escalation": found}
    if found is not None:
        asks = may_change and found.to == "engineering" and not customer_knows(found)
        context |= {
            "outcomes": Outcome.choices,
            "may_change": may_change,
            "tell": asks and customer_macro(request.user),
        }
    return render(request, "routing/escalation/strip.html", context)


def _on(request: StaffRequest, ticket: Ticket, pk: int) -> Escalation:
    try:
        return escalation_for(request.user, ticket.number, pk)
    except Escalation.DoesNotExist:
        raise Http404("There is no such escalation.") from None


def _anew(ticket: Ticket) -> Ticket:
    """An action changed another object of the same row."""
    ticket.refresh_from_db()
    return ticket


def _address(name: str, found: Escalation) -> str:
    return reverse(name, args=[found.ticket.number, found.pk])
