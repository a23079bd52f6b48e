"""Teams own tickets; each has a view of its own in the inbox."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import ProtectedError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from clew.core.actors import Actor
from clew.people import staff_actions, staff_queries, team_actions
from clew.people.doors import admins
from clew.people.forms import TeamForm
from clew.people.models import Team
from clew.people.requests import StaffRequest

door = admins("Teams")


@door
def team_list(request: StaffRequest) -> HttpResponse:
    form = TeamForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            staff_actions.create_team(**form.cleaned_data, by=Actor.staff(request.user))
        except ValidationError:
            form.add_error("name", "There is a team of this name. Choose another name.")
        else:
            return redirect("teams")
    return render(request, "people/teams.html", {"teams": staff_queries.teams(), "form": form})


@door
def team(request: StaffRequest, slug: str) -> HttpResponse:
    found = team_for(slug)
    form = TeamForm(request.POST or None, initial={"name": found.name})
    if request.method == "POST" and form.is_valid():
        try:
            staff_actions.rename_team(team=found, **form.cleaned_data, by=Actor.staff(request.user))
        except ValidationError:
            form.add_error("name", "There is a team of this name. Choose another name.")
        else:
            messages.success(request, "Team renamed")
            return redirect("team", slug)
    context = {
        "team": found,
        "form": form,
        "tones": team_actions.TONES,
        "everybody": staff_queries.active_staff(),
        "inside": set(found.members.values_list("pk", flat=True)),
    }
    return render(request, "people/team.html", context)


@require_POST
@door
def privacy(request: StaffRequest, slug: str) -> HttpResponse:
    found, private = team_for(slug), bool(request.POST.get("private"))
    staff_actions.set_team_privacy(team=found, private=private, by=Actor.staff(request.user))
    messages.success(request, f"{found} is {'private' if private else 'open to all staff'}")
    return redirect("team", slug)


@require_POST
@door
def description(request: StaffRequest, slug: str) -> HttpResponse:
    found, given = team_for(slug), request.POST
    try:
        team_actions.describe_team(
            team=found,
            description=given.get("description", ""),
            tone=given.get("tone", ""),
            by=Actor.staff(request.user),
        )
        messages.success(request, f"{found} saved")
    except ValidationError as error:
        messages.error(request, error.messages[0])
    return redirect("team", slug)


@require_POST
@door
def members(request: StaffRequest, slug: str) -> HttpResponse:
    found, wanted = team_for(slug), set(request.POST.getlist("member"))
    chosen = [staff for staff in staff_queries.active_staff() if str(staff.pk) in wanted]
    team_actions.set_members(team=found, members=chosen, by=Actor.staff(request.user))
    messages.success(
        request, f"{found} has {len(chosen)} {'member' if len(chosen) == 1 else 'members'}"
    )
    return redirect("team", slug)


@require_POST
@door
def deletion(request: StaffRequest, slug: str) -> HttpResponse:
    found = team_for(slug)
    try:
        staff_actions.delete_team(team=found, by=Actor.staff(request.user))
    except ProtectedError:
        messages.error(request, f"{found} still has tickets. Move them to another team first.")
        return redirect("team", slug)
    messages.success(request, f"{found} deleted")
    return redirect("teams")


def team_for(slug: str) -> Team:
    found = staff_queries.team_named(slug)
    if found is None:
        raise Http404
    return found
