"""Who is on: everybody with whether they work now, until when, or when they are back."""

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from clew.core import clock
from clew.coverage import queries
from clew.coverage.away_words import away_words
from clew.coverage.queries.on_now import everybody_now
from clew.people.requests import StaffRequest
from clew.people.staff_queries import team_choices

DIGITS = 9  # of an id


@require_GET
def on_now(request: StaffRequest) -> HttpResponse:
    asked = request.GET.get("team", "")
    team = int(asked) if asked.isdecimal() and len(asked) <= DIGITS else None
    people = everybody_now(clock.now(), team=team)
    return render(request, "coverage/away/on_now.html", {
        "groups": [
            ("Working now", [each for each in people if each.state == "on"]),
            ("Not at work", [each for each in people if each.state == "off"]),
            ("Away", [each for each in people if each.state == "away"]),
        ],
        "later": queries.absences(since=clock.now()).filter(starts_at__gt=clock.now())[:20],
        "teams": team_choices(),
        "team": team,
        "leads": queries.enters_for_others(request.user),
    })  # fmt: skip


@require_GET
def marks(request: StaffRequest) -> JsonResponse:  # noqa: ARG001  the same for everybody
    """Who is away now, in words, by id: for the marks beside names. Kept by the browser a while."""
    rows = queries.everybody_away(clock.now())
    said = {
        str(pk): {"words": away_words(row), "deputy": row.deputy_id} for pk, row in rows.items()
    }
    return JsonResponse(said, headers={"Cache-Control": "private, max-age=20"})
