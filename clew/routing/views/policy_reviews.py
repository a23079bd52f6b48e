"""What other policies would change, before they are in force; then how far tickets are brought."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.dateparse import parse_datetime
from django.views.decorators.http import require_GET, require_POST

from clew.core.actors import Actor
from clew.people.requests import StaffRequest
from clew.routing.actions.policies import put_policies
from clew.routing.models import RecomputeJob
from clew.routing.policies.telling import differences, metric_label
from clew.routing.queries.policies import content_in_force, newest_version
from clew.routing.queries.versions import job_numbered, version_numbered, versions_page
from clew.routing.targets.spans import duration
from clew.routing.views.policies import review_of
from clew.routing.views.policy_doors import policies_page
from clew.tickets.due import METRICS
from clew.tickets.queries import tickets_readable_by
from clew.tickets.views.doors import in_words

MAX_ID = 12  # digits
SAID = (
    ("earlier", "due earlier"),
    ("later", "due later"),
    ("breached", "breached at once"),
    ("saved", "no longer breached"),
    ("started", "with a target that had none"),
    ("ended", "without a target that had one"),
    ("priority", "with another priority"),
)
SHOWN = 12  # examples


@policies_page
def review(request: StaffRequest, pk: UUID) -> HttpResponse:
    """POST puts it in force."""
    job = _job(pk)
    if not job.is_dry_run:
        raise Http404("This is not a review.")
    if request.method == "POST":
        return _put(request, job)
    changes = differences(content_in_force(), job.content)
    context = {
        "changes": changes,
        "note": "; ".join(changes)[:300],
        "may_change": request.user.is_admin,
        **_state(request, job),
    }
    return render(request, "routing/policies/review.html", context)


@require_GET
@policies_page
def review_state(request: StaffRequest, pk: UUID) -> HttpResponse:
    return render(request, "routing/policies/review_state.html", _state(request, _job(pk)))


@require_GET
@policies_page
def job(request: StaffRequest, pk: UUID) -> HttpResponse:
    return render(request, "routing/policies/job.html", {"job": _job(pk)})


@require_GET
@policies_page
def versions(request: StaffRequest) -> HttpResponse:
    before = request.GET.get("before", "")
    since = int(before) if before.isdecimal() and len(before) <= MAX_ID else None
    found, older = versions_page(since)
    return render(request, "routing/policies/versions.html", {
        "versions": found,
        "older": older,
        "is_first_page": since is None,
        "may_change": request.user.is_admin,
    })  # fmt: skip


@require_POST
@in_words
@policies_page
def version_return(request: StaffRequest, pk: int) -> HttpResponse:
    """To the review of an older version's policies; calendars stay as they are now."""
    version = version_numbered(pk)
    if version is None:
        raise Http404("There is no such version.")
    calendars = {**version.content["calendars"], **content_in_force()["calendars"]}
    return review_of(request, {**version.content, "calendars": calendars})


def _put(request: StaffRequest, job: RecomputeJob) -> HttpResponse:
    newest = newest_version()
    if newest is not None and newest.created_at > job.created_at:
        who = newest.by_name or "Somebody"
        said = f"{who} changed the policies meanwhile. Look at your change again before it"
        messages.error(request, f"{said} replaces theirs.")
        return review_of(request, job.content)
    note = request.POST.get("note", "")
    try:
        version = put_policies(content=job.content, note=note, by=Actor.staff(request.user))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("policy-review", job.pk)
    said = f"Version {version.pk} is in force" if version else "Nothing was different"
    messages.success(request, said)
    return redirect("policies")


def _job(pk: UUID) -> RecomputeJob:
    found = job_numbered(str(pk))
    if found is None:
        raise Http404("There is no such job.")
    return found


def _state(request: StaffRequest, job: RecomputeJob) -> dict[str, Any]:
    found = job.found or {}
    examples = found.get("examples", [])[:SHOWN]
    asked = tickets_readable_by(request.user).filter(number__in=[e["number"] for e in examples])
    readable = set(asked.values_list("number", flat=True))
    return {
        "job": job,
        "counts": [(found.get(key, 0), words) for key, words in SAID if found.get(key)],
        "examples": [_example(each) for each in examples if each["number"] in readable],
    }


def _example(found: dict[str, Any]) -> dict[str, Any]:
    lines = [_line(each) for each in found["targets"]]
    if found.get("priority"):
        before, after = (each or "none" for each in found["priority"])
        lines.append({"what": "Priority", "before": {"words": before}, "after": {"words": after}})
    return {"number": found["number"], "lines": lines}


def _line(target: dict[str, Any]) -> dict[str, Any]:
    label = metric_label(target["metric"]) if target["metric"] in METRICS else target["metric"]
    return {
        "what": label,
        "before": _promise(target["before"]),
        "after": _promise(target["after"]),
        "breached": "breached" in target["kinds"],
    }


def _promise(given: dict[str, Any] | None) -> dict[str, Any]:
    if given is None or given["state"] == "cancelled":
        return {"words": "no target"}
    due = parse_datetime(given["due_at"]) if given["due_at"] else None
    return {"words": duration(given["target_minutes"]), "due": due}
