"""How teams give out their tickets: the settings, and what came back from who was away."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from clew.core import clock
from clew.core.actors import Actor
from clew.core.ids import ids_in
from clew.coverage.models import OutOfOffice
from clew.coverage.queries import absence_for
from clew.people.doors import refused
from clew.people.models import Role, Staff, Team
from clew.people.models.staff import RANKS
from clew.people.requests import StaffRequest
from clew.people.staff_queries import team_named
from clew.routing.actions.assignment_settings import MOST, WayGiven, set_way, unassigned_of
from clew.routing.models import AssignmentSeat, ReturnedTicket, TeamAssignment, Way
from clew.routing.queries.assignment import assignment_of, candidates, people_of, team_ways
from clew.tickets.queries import tickets_readable_by

WAYS = {
    Way.MANUAL: "Nobody gets a ticket by itself. People take them, or a colleague gives them.",
    Way.ROUND_ROBIN: "One after the other: whoever has waited longest for one is next.",
    Way.LEAST_LOADED: "Whoever has the fewest new and open tickets is next.",
    Way.SME: "The expert of the product area who works now. Without one, in turn.",
}


def may_run(staff: Staff) -> bool:
    """Leads run teams, as they do shared macros and views."""
    return RANKS.index(staff.role_now) >= RANKS.index(Role.LEAD)


@require_GET
def assignment_list(request: StaffRequest) -> HttpResponse:
    if not may_run(request.user):
        return refused(request, what="Assignment", who="leads, owners and admins")
    ways = [each for each in team_ways() if _readable(request.user, each.team)]
    return render(request, "routing/assignment/list.html", {"ways": ways})


@require_http_methods(["GET", "POST"])
def assignment(request: StaffRequest, slug: str) -> HttpResponse:
    if not may_run(request.user):
        return refused(request, what="Assignment", who="leads, owners and admins")
    team = team_named(slug)
    if team is None or not _readable(request.user, team):
        raise Http404("There is no such team.")
    wrong: list[str] = []
    if request.method == "POST":
        try:
            set_way(team=team, given=_given(request, team), by=Actor.staff(request.user))
        except ValidationError as error:
            wrong = error.messages
        else:
            messages.success(request, f"{team} gives out tickets {_said(assignment_of(team))}")
            return redirect("team-assignment", slug)
    return render(request, "routing/assignment/team.html", _context(team, wrong))


@require_GET
def returned(request: StaffRequest, absence_id: int) -> HttpResponse:
    """What went back to the group during one absence, for who was away and for leads."""
    try:
        absence = absence_for(request.user, absence_id)
    except OutOfOffice.DoesNotExist:
        raise Http404("There is no such absence.") from None
    readable = tickets_readable_by(request.user)
    rows = ReturnedTicket.objects.filter(absence=absence, ticket__in=readable)
    context = {
        "absence": absence,
        "own": absence.staff == request.user,
        "rows": rows.select_related("ticket__assignee", "ticket__team").order_by("-at"),
    }
    return render(request, "routing/assignment/returned.html", context)


def _readable(staff: Staff, team: Team) -> bool:
    return not team.private or staff.is_admin or staff.teams.filter(pk=team.pk).exists()


def _context(team: Team, wrong: list[str]) -> dict[str, Any]:
    row, people = assignment_of(team), people_of(team)
    seats = dict(AssignmentSeat.objects.filter(team=team).values_list("staff", "capacity"))
    return {
        "team": team,
        "row": row,
        "wrong": wrong,
        "ways": [(way.value, str(way.label), WAYS[way]) for way in Way],
        "people": [
            (each, found, seats.get(each.pk))
            for each, found in zip(people, candidates(row, people, clock.now()), strict=True)
        ],
        "unassigned": unassigned_of(team),
        "most": MOST,
    }


def _given(request: StaffRequest, team: Team) -> WayGiven:
    """Raises ValidationError for what is no number."""
    given = request.POST
    fields = {staff.pk: given.get(f"capacity-{staff.pk}", "") for staff in people_of(team)}
    return WayGiven(
        way=given.get("way", ""),
        capacity=_number(given.get("capacity", "")) or 0,
        is_billing=bool(given.get("billing")),
        takes_part=ids_in(given.getlist("takes_part")),
        capacities={pk: _number(text) for pk, text in fields.items()},
    )


def _number(text: str) -> int | None:
    text = text.strip()
    if text and not (text.isdecimal() and len(text) < 6):  # noqa: PLR2004  far beyond MOST
        raise ValidationError({"capacity": f"Choose whole numbers from 0 to {MOST}."})
    return int(text) if text else None


def _said(row: TeamAssignment) -> str:
    said = {
        Way.MANUAL: "by hand",
        Way.ROUND_ROBIN: "in turn",
        Way.LEAST_LOADED: "to who has the fewest",
        Way.SME: "by expert",
    }
    return said[Way(row.way)]
