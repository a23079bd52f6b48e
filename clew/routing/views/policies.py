"""The policies in their order, the presets, and rearranging: each change is looked at first."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from clew.core.actors import Actor
from clew.people.requests import StaffRequest
from clew.routing.actions.recomputing import start_dry_run
from clew.routing.policies.presets import plan_policy, preset_content, priority_policy
from clew.routing.policies.rearranging import in_order, moved, policy_in, switched
from clew.routing.policies.telling import table_of
from clew.routing.queries.policies import content_in_force
from clew.routing.queries.versions import job_underway
from clew.routing.views.policy_doors import policies_page
from clew.tickets.views.doors import in_words

PRESETS = {
    "plan": (
        plan_policy,
        (
            "What a customer pays for decides how soon they hear from us: Enterprise within 8"
            " hours, Scale 24, Boost 48, Pay-as-you-go 72; weekends do not count. Later replies and"
            " escalated tickets have the same targets. Free plans have none."
        ),
    ),
    "priority": (
        priority_policy,
        (
            "How urgent it is decides: high for those who pay much, are in trial, have the teams"
            " add-on or a critical problem; normal for smaller plans, programmes, billing and high"
            " severity; low for the rest, without a target. Later replies have twice the time,"
            " escalated tickets days."
        ),
    ),
}


@require_GET
@policies_page
def policies(request: StaffRequest) -> HttpResponse:
    content = content_in_force()
    return render(request, "routing/policies/list.html", {
        "policies": [
            {"policy": each, "table": table_of(each, content["calendars"])}
            for each in content["policies"]
        ],
        "presets": [_preset(slug, content) for slug in PRESETS],
        "may_change": request.user.is_admin,
        "job": job_underway(),
    })  # fmt: skip


@require_POST
@in_words
@policies_page
def order(request: StaffRequest) -> HttpResponse:
    """``up``, ``down``, ``on``, ``off`` or ``use`` names a policy; ``order`` is all of them."""
    return review_of(request, _rearranged(content_in_force(), request))


def review_of(request: StaffRequest, content: Mapping[str, Any]) -> HttpResponse:
    """To the page that says what ``content`` would change. Raises ValidationError."""
    job = start_dry_run(content=content, by=Actor.staff(request.user))
    if request.htmx:
        return HttpResponse(headers={"HX-Redirect": f"/settings/policies/reviews/{job.pk}"})
    return redirect("policy-review", job.pk)


def _rearranged(content: dict[str, Any], request: StaffRequest) -> dict[str, Any]:
    given = request.POST
    for verb, step in (("up", -1), ("down", 1)):
        if verb in given:
            return moved(content, given[verb], step)
    for verb in ("on", "off"):
        if verb in given:
            return switched(content, given[verb], on=verb == "on")
    if "use" in given:
        return _only(content, given["use"])
    return in_order(content, given.getlist("order"))


def _only(content: dict[str, Any], slug: str) -> dict[str, Any]:
    """The preset on, the other preset off: two complete sets do not go together."""
    if policy_in(content, slug) is None:
        raise ValidationError(f"There is no policy “{slug[:80]}”.")
    for each in PRESETS:
        content = switched(content, each, on=each == slug)
    return content


def _preset(slug: str, content: Mapping[str, Any]) -> dict[str, Any]:
    made, words = PRESETS[slug]
    known = policy_in(content, slug)
    state = "" if known is None else "on" if known["enabled"] else "off"
    policy = made()
    table = table_of(policy, preset_content()["calendars"])
    yours = known is not None and table_of(known, content["calendars"]) != table
    return {"policy": policy, "words": words, "table": table, "state": state, "yours": yours}
