"""The dry run in the editor: piece by piece, with what was found so far and how far it is."""

from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from clew.people.doors import admins
from clew.people.requests import StaffRequest
from clew.routing.automations.checking import checked_rule
from clew.routing.automations.rehearsing import MOST_DAYS, rehearse
from clew.routing.models import Rule
from clew.routing.views import rule_form
from clew.tickets.views.doors import in_words

DAYS = 30


@require_POST
@in_words
@admins("Automations")
def dry_run(request: StaffRequest) -> HttpResponse:
    """Of the rule as it stands in the form. Nothing changes."""
    start, before = _number(request, "start"), _number(request, "found")
    days = max(1, min(_number(request, "days") or DAYS, MOST_DAYS))
    context: dict[str, Any]
    try:
        rule = Rule(**checked_rule(rule_form.words(request.POST)))
        done = rehearse(rule, request.user, days=days, start=start)
    except ValidationError as error:
        context = {"errors": [text for texts in error.message_dict.values() for text in texts]}
    else:
        context = {"done": done, "days": days, "found": before + len(done.found)}
    return render(request, "routing/automations/dry_run.html", context)


def _number(request: StaffRequest, name: str) -> int:
    given = request.POST.get(name, "")
    return int(given[:6]) if given.isascii() and given.isdecimal() else 0
