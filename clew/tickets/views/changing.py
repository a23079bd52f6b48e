"""One view for each property of a ticket. Every answer carries the way to undo it.

Severity and priority are routing's, which says what they did to the targets.
"""

from django.http import HttpResponseBase
from django.views.decorators.http import require_POST

from clew.people.requests import StaffRequest
from clew.tickets import actions
from clew.tickets.forms import (
    AreaForm,
    AssigneeForm,
    SubjectForm,
    TagsForm,
    TeamForm,
)
from clew.tickets.models import Ticket
from clew.tickets.views.answers import Toast, changed
from clew.tickets.views.away import told_of_assignee
from clew.tickets.views.doors import actor, checked, on_ticket


@require_POST
@on_ticket
def assignee(request: StaffRequest, ticket: Ticket) -> HttpResponseBase:
    before, after = ticket.assignee, checked(AssigneeForm(request.POST))["assignee"]
    actions.assign(ticket=ticket, staff=after, by=actor(request))
    undo = str(before.pk) if before else ""
    toast = told_of_assignee(ticket, after).undone_by(request.path, assignee=undo)
    return changed(request, ticket, toast)


@require_POST
@on_ticket
def team(request: StaffRequest, ticket: Ticket) -> HttpResponseBase:
    before, after = ticket.team, checked(TeamForm(request.POST))["team"]
    actions.set_team(ticket=ticket, team=after, by=actor(request))
    toast = Toast(f"#{ticket.number} is with {after}" if after else "No team has this ticket")
    undo = str(before.pk) if before else ""
    return changed(request, ticket, toast.undone_by(request.path, team=undo))


@require_POST
@on_ticket
def area(request: StaffRequest, ticket: Ticket) -> HttpResponseBase:
    before, after = ticket.area, checked(AreaForm(request.POST))["area"]
    actions.set_property(ticket=ticket, field="area", value=after, by=actor(request))
    toast = Toast(f"Product area is {ticket.area or 'not set'}")
    return changed(request, ticket, toast.undone_by(request.path, area=before))


@require_POST
@on_ticket
def subject(request: StaffRequest, ticket: Ticket) -> HttpResponseBase:
    before, after = ticket.subject, checked(SubjectForm(request.POST))["subject"]
    actions.set_property(ticket=ticket, field="subject", value=after, by=actor(request))
    return changed(
        request, ticket, Toast("Subject changed").undone_by(request.path, subject=before)
    )


@require_POST
@on_ticket
def tags(request: StaffRequest, ticket: Ticket) -> HttpResponseBase:
    asked, before = checked(TagsForm(request.POST)), set(ticket.tags)
    actions.add_tags(ticket=ticket, tags=asked["add"], by=actor(request))
    actions.remove_tags(ticket=ticket, tags=asked["remove"], by=actor(request))
    added, removed = ",".join(set(ticket.tags) - before), ",".join(before - set(ticket.tags))
    toast = Toast(f"Tag {added or removed} {'added' if added else 'removed'}")
    return changed(request, ticket, toast.undone_by(request.path, add=removed, remove=added))
