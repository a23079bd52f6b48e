"""The events the dashboard goes by: shown to everybody, chosen by admins on the page itself."""

from collections.abc import Sequence
from typing import Any

import orjson
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import render

from clew.analytics.dashboard.actions import Choice, choose_events
from clew.analytics.dashboard.names import events_seen
from clew.analytics.dashboard.role_words import chosen_words, guess_words
from clew.analytics.dashboard.roles import Chosen, Role, chosen_by_admins, roles_of
from clew.analytics.metrics.matching import OPERATORS
from clew.analytics.metrics.reading import NotUnderstood, read_matchers
from clew.core.actors import Actor
from clew.people.doors import refused
from clew.people.requests import StaffRequest

WHAT, WHO = "The dashboard's events", "owners and admins"
HELP = {
    Role.ACTIVITY: "What makes a customer active. Left empty: any event that a customer sent.",
    Role.SIGNUP_PAGE: "Somebody looked at the page where one signs up.",
    Role.SIGNUP: "Somebody signed up.",
    Role.SUBSCRIPTION: "Somebody chose a paid plan.",
    Role.PAYMENT: "Somebody paid.",
}
CHANGED = "dashboard-events"  # the parts of the page count again when they hear it


def events(request: StaffRequest) -> HttpResponse:
    if request.method == "POST":
        return _save(request)
    if "edit" in request.GET and not request.user.is_admin:
        return refused(request, what=WHAT, who=WHO)
    return _shown(request, editing="edit" in request.GET)


def _save(request: StaffRequest) -> HttpResponse:
    if not request.user.is_admin:
        return refused(request, what=WHAT, who=WHO)
    environment = request.environment
    undo = as_text(chosen_by_admins(environment))
    try:
        choice = read_choice(request.POST.get("choice", ""))
    except ValidationError as error:
        return _wrong(request, error.messages)
    changed = choose_events(environment=environment, choice=choice, by=Actor.staff(request.user))
    answer = _shown(request, undo=undo if changed else "")
    answer["HX-Trigger"] = CHANGED
    return answer


def _wrong(request: StaffRequest, errors: Sequence[str]) -> HttpResponse:
    """Beside the form, which keeps what was typed."""
    answer = render(
        request, "insights/dashboard/events_errors.html", {"errors": errors}, status=422
    )
    answer["HX-Retarget"], answer["HX-Reswap"] = "#events-errors", "innerHTML"
    return answer


def as_text(choice: Choice) -> str:
    said = {role.value: [one.as_json() for one in found] for role, found in choice.items()}
    return orjson.dumps(said).decode()


def read_choice(text: str) -> Choice:
    """From ``{"signup": [{"event", "filters"}]}``. Raises ValidationError with words."""
    try:
        given: Any = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise ValidationError("This did not arrive whole. Try again.") from error
    if not isinstance(given, dict):
        raise ValidationError("This did not arrive whole. Try again.")
    choice, wrong = {}, []
    for role in Role:
        try:
            choice[role] = read_matchers(given.get(role.value))
        except NotUnderstood as error:
            wrong += [f"{role.label}: {problem}" for problem in error.problems]
    if wrong:
        raise ValidationError(wrong)
    return choice


def _shown(request: StaffRequest, *, editing: bool = False, undo: str = "") -> HttpResponse:
    roles = roles_of(request.environment)
    context = {
        "roles": [_row(chosen) for chosen in roles.all],
        "sentence": guess_words(roles),
        "names": events_seen(request.environment.pk).names,
        "operators": OPERATORS,
        "undo": undo,
    }
    name = "events_form" if editing else "events"
    return render(request, f"insights/dashboard/{name}.html", context)


def _row(chosen: Chosen) -> dict[str, Any]:
    return {"chosen": chosen, "help": HELP[chosen.role], "words": chosen_words(chosen)}
