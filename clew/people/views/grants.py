"""Giving somebody a role for a while, and taking it back."""

from datetime import datetime

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.views.decorators.http import require_POST

from clew.core import clock
from clew.core.actors import Actor
from clew.people import grant_actions
from clew.people.forms import roles_given_by
from clew.people.requests import StaffRequest
from clew.people.roles import LASTS
from clew.people.views.staff import door, member_for


@require_POST
@door
def grants(request: StaffRequest, pk: int) -> HttpResponse:
    member, role = member_for(request, pk), request.POST.get("role", "")
    if role not in dict(roles_given_by(request.user)):
        raise Http404
    try:
        grant = grant_actions.grant_role(
            staff=member,
            role=role,
            until=_until(request),
            reason=request.POST.get("reason", ""),
            by=Actor.staff(request.user),
        )
    except ValidationError as error:
        messages.error(request, error.messages[0])
    else:
        label = grant.get_role_display().lower()
        messages.success(request, f"{member} has {label} rights for a while")
    return redirect("staff-member", pk)


@require_POST
@door
def end(request: StaffRequest, pk: int) -> HttpResponse:
    member = member_for(request, pk)
    if grant_actions.revoke_grant(staff=member, by=Actor.staff(request.user)):
        messages.success(request, f"{member} is {member.get_role_display().lower()} again")
    return redirect("staff-member", pk)


def _until(request: StaffRequest) -> datetime:
    """One of the usual lengths, or a moment in the admin's own time zone."""
    if known := LASTS.get(request.POST.get("lasts", "")):
        return clock.now() + known[1]
    try:
        moment = parse_datetime(request.POST.get("until", ""))
    except ValueError:
        moment = None
    if moment is None:
        raise ValidationError("Choose the day and time until which they have these rights.")
    return moment if moment.tzinfo else timezone.make_aware(moment)
