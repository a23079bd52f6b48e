"""The page of a rule of the lifecycle: what it does, its numbers, and what it did."""

from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render

from clew.core.options import Option, set_options
from clew.people.doors import admins
from clew.people.requests import StaffRequest
from clew.routing.automations.system import SYSTEM_RULES, SystemRule, is_on, switched, system_row
from clew.routing.queries.rules import firings_of
from clew.tickets.views.doors import actor, in_words


@in_words
@admins("Automations")
def system_rule(request: StaffRequest, slug: str) -> HttpResponse:
    """POST saves its numbers; ``switch`` turns it on or off."""
    rule = SYSTEM_RULES.get(slug)
    if rule is None:
        raise Http404("There is no such rule.")
    if request.method != "POST":
        return _page(request, rule)
    values = switched(rule) if "switch" in request.POST else _given(request, rule)
    try:
        set_options(values=values, by=actor(request))
    except ValidationError as error:
        return _page(request, rule, values, error.message_dict)
    return redirect("automation-system", slug)


def _given(request: StaffRequest, rule: SystemRule) -> dict[str, Any]:
    return {each.key: request.POST.get(each.key, "") for each in rule.options}


def _page(
    request: StaffRequest,
    rule: SystemRule,
    given: dict[str, Any] | None = None,
    errors: dict[str, list[str]] | None = None,
) -> HttpResponse:
    fields = [_field(each, given or {}, errors or {}) for each in rule.options]
    row = system_row(rule.slug)
    context = {"rule": rule, "on": is_on(rule), "fields": fields}
    context |= {"firings": firings_of(request.user, row)}
    page = render(request, "routing/automations/system.html", context)
    page.status_code = 422 if errors else 200
    return page


def _field(
    option: Option[Any], given: dict[str, Any], errors: dict[str, list[str]]
) -> dict[str, Any]:
    return {
        "option": option,
        "value": given.get(option.key, option.value()),
        "is_text": isinstance(option.default, str),
        "error": " ".join(errors.get(option.key, [])),
    }
