"""Who works here, in which role and team."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from clew.core.actors import Actor
from clew.people import staff_actions, staff_queries
from clew.people.doors import admins
from clew.people.forms import InviteForm, roles_given_by
from clew.people.models import Role, Sees, Staff
from clew.people.requests import StaffRequest
from clew.people.roles import LASTS, WHAT_ROLES_MAY, above

door = admins("People and roles")


@door
def staff_list(request: StaffRequest) -> HttpResponse:
    """POST invites somebody, and shows their link this once."""
    form = InviteForm(request.POST or None, by=request.user)
    shown: dict[str, Any] = {}
    if request.method == "POST" and form.is_valid():
        given = {**form.cleaned_data, "teams": list(form.cleaned_data["teams"])}
        try:
            invited, token = staff_actions.invite_staff(**given, by=Actor.staff(request.user))
        except ValidationError as error:
            form.add_error(None, error)
        else:
            form = InviteForm(by=request.user)
            shown = {"invited": invited, "link": link_to(token)}
    text, wanted = request.GET.get("q", ""), request.GET.get("role", "")
    context = {
        "everybody": staff_queries.people_found(text, wanted),
        "form": form,
        "text": text,
        "wanted": wanted,
        "roles": Role.choices,
        "may": WHAT_ROLES_MAY,
        **shown,
    }
    return render(request, "people/staff.html", context)


@door
def staff_member(request: StaffRequest, pk: int) -> HttpResponse:
    return member_page(request, pk)


def member_page(request: StaffRequest, pk: int, link: str = "") -> HttpResponse:
    member = member_for(request, pk)
    given = reversed(roles_given_by(request.user))  # the least first: nobody slips into admin
    context = {
        "member": member,
        "roles": roles_given_by(request.user),
        "teams": staff_queries.teams(),
        "sees": Sees.choices,
        "grants": staff_queries.grants_of(member),
        "lasts": LASTS,
        "given": [each for each in given if each[0] in above(member)],
        "link": link,
    }
    return render(request, "people/member.html", context)


@require_POST
@door
def role(request: StaffRequest, pk: int) -> HttpResponse:
    member, wanted = member_for(request, pk), request.POST.get("role", "")
    if wanted not in dict(roles_given_by(request.user)):
        raise Http404
    try:
        staff_actions.set_role(staff=member, role=wanted, by=Actor.staff(request.user))
        messages.success(request, f"{member} is now {member.get_role_display().lower()}")
    except ValidationError as error:
        messages.error(request, error.messages[0])
    return redirect("staff-member", pk)


@require_POST
@door
def teams_of(request: StaffRequest, pk: int) -> HttpResponse:
    chosen = [
        team for team in staff_queries.teams() if str(team.pk) in request.POST.getlist("team")
    ]
    member = member_for(request, pk)
    staff_actions.set_teams(staff=member, teams=chosen, by=Actor.staff(request.user))
    messages.success(request, "Teams saved")
    return redirect("staff-member", pk)


@require_POST
@door
def reading(request: StaffRequest, pk: int) -> HttpResponse:
    member, sees = member_for(request, pk), request.POST.get("sees", "")
    if sees not in Sees:
        raise Http404
    staff_actions.set_reading(staff=member, sees=sees, by=Actor.staff(request.user))
    messages.success(request, f"{member} reads {member.get_sees_display().lower()}")
    return redirect("staff-member", pk)


@require_POST
@door
def new_link(request: StaffRequest, pk: int) -> HttpResponse:
    member = member_for(request, pk)
    token = staff_actions.invite_again(staff=member, by=Actor.staff(request.user))
    return member_page(request, pk, link_to(token))


@require_POST
@door
def deactivation(request: StaffRequest, pk: int) -> HttpResponse:
    member, by = member_for(request, pk), Actor.staff(request.user)
    try:
        if request.POST.get("undo"):
            staff_actions.reactivate(staff=member, by=by)
        else:
            staff_actions.deactivate(staff=member, by=by)
    except ValidationError as error:
        messages.error(request, error.messages[0])
    return redirect("staff-member", pk)


def member_for(request: StaffRequest, pk: int) -> Staff:
    member = staff_queries.staff_for(request.user, pk)
    if member is None:
        raise Http404
    return member


def link_to(token: str) -> str:
    """Never from the Host header, which a stranger may set."""
    return f"{settings.CLEW_BASE_URL}/welcome/{token}"
