"""The installation's own fields of one ticket: their inputs, and filling them in."""

from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from clew.people.requests import StaffRequest
from clew.people.staff_queries import active_staff
from clew.tickets import actions
from clew.tickets.fields import applies, definitions
from clew.tickets.models import Ticket
from clew.tickets.views.answers import Toast, changed
from clew.tickets.views.doors import actor, on_ticket
from clew.tickets.views.own_fields import inputs


@require_http_methods(["GET", "POST"])
@on_ticket
def fields(request: StaffRequest, ticket: Ticket) -> HttpResponseBase:
    return _save(request, ticket) if request.method == "POST" else _form(request, ticket)


def _form(request: StaffRequest, ticket: Ticket) -> HttpResponse:
    shown = [field for field in definitions() if applies(field, ticket.area)]
    rows = inputs(shown, ticket.fields, list(active_staff()))
    context = {"ticket": ticket, "inputs": rows, "may_change": request.user.can_reply_publicly}
    return render(request, "tickets/ticket/fields.html", context)


def _save(request: StaffRequest, ticket: Ticket) -> HttpResponseBase:
    """``asked`` names the fields, because a box that is not ticked sends nothing."""
    before, names = dict(ticket.fields), []
    for slug in dict.fromkeys(request.POST.getlist("asked")):
        value = request.POST.get(f"field.{slug}", "")
        if _same(before.get(slug), value):
            continue
        if actions.set_field(ticket=ticket, slug=slug, value=value, by=actor(request)):
            names.append(slug)
    if not names:
        return changed(request, ticket, Toast("Nothing was different"))
    undo: dict[str, Any] = {f"field.{slug}": str(before.get(slug) or "") for slug in names}
    toast = Toast("Field saved" if len(names) == 1 else f"{len(names)} fields saved")
    return changed(request, ticket, toast.undone_by(request.path, asked=names, **undo))


def _same(before: Any, given: str) -> bool:
    """A choice that is retired, or a person who left, comes back as it was."""
    return bool(before) and str(before) == given
