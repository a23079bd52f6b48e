"""Severity and priority of a ticket: changing either says what it did to the promises."""

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from clew.core.options import stored, value_of
from clew.people.requests import StaffRequest
from clew.routing.actions.prioritising import set_priority
from clew.routing.actions.refreshing import refresh_targets
from clew.routing.models.standing import PriorityBy
from clew.routing.priority_forms import PriorityForm
from clew.routing.queries.promised import next_promise_words
from clew.routing.queries.standings import is_set_by_hand
from clew.routing.queries.targets import standing_of
from clew.routing.severity_options import GUIDES
from clew.tickets import actions
from clew.tickets.forms import SeverityForm
from clew.tickets.models import Priority, Severity, Ticket
from clew.tickets.views.answers import Toast, changed
from clew.tickets.views.doors import actor, checked, on_ticket


@require_POST
@on_ticket
def severity(request: StaffRequest, ticket: Ticket) -> HttpResponseBase:
    before, after = ticket.severity, checked(SeverityForm(request.POST))["severity"]
    actions.set_property(ticket=ticket, field="severity", value=after, by=actor(request))
    said = _worked_out(ticket)
    toast = Toast(f"Severity is {ticket.get_severity_display().lower()}{said}")
    return changed(request, ticket, toast.undone_by(request.path, severity=before))


@require_GET
@on_ticket
def severity_guide(request: StaffRequest, ticket: Ticket) -> HttpResponse:
    values = stored([each.key for each in GUIDES.values()])
    guide = [(Severity(name), value_of(each, values)) for name, each in GUIDES.items()]
    return render(request, "routing/promises/guide.html", {"ticket": ticket, "guide": guide})


@require_http_methods(["GET", "POST"])
@on_ticket
def priority(request: StaffRequest, ticket: Ticket) -> HttpResponseBase:
    """GET is the menu. POST sets one by hand; “policy” leaves it to the policy again."""
    if request.method == "GET":
        return _menu(request, ticket)
    after = checked(PriorityForm(request.POST))["priority"]
    before = ticket.priority if is_set_by_hand(ticket) else ""
    set_priority(ticket=ticket, priority="" if after == "policy" else after, by=actor(request))
    said = _worked_out(ticket)
    how = ", by policy" if after == "policy" else ""
    toast = Toast(f"Priority is {ticket.get_priority_display().lower()}{how}{said}")
    return changed(request, ticket, toast.undone_by(request.path, priority=before or "policy"))


def _menu(request: StaffRequest, ticket: Ticket) -> HttpResponse:
    standing = standing_of(request.user, ticket)
    return render(request, "routing/promises/priority.html", {
        "ticket": ticket,
        "standing": standing,
        "by_hand": standing is not None and standing.priority_by == PriorityBy.PERSON,
        "priorities": Priority.choices,
        "may_change": request.user.can_reply_publicly,
    })  # fmt: skip


def _worked_out(ticket: Ticket) -> str:
    """At once, so that the answer can say it; the reaction that follows finds nothing to do."""
    before = next_promise_words(ticket)
    refresh_targets([ticket.pk])
    ticket.refresh_from_db()
    after = next_promise_words(ticket)
    if after == before:
        return ""
    return f". Target is now {after}" if after else ". No target is running now"
