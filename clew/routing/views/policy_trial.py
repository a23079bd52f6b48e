"""“Try it”: what a policy would promise to a ticket that does not exist."""

import re
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone

from clew.core import clock
from clew.people.requests import StaffRequest
from clew.routing.policies.telling import metric_label
from clew.routing.queries.policies import content_in_force
from clew.routing.targets.explaining import words
from clew.routing.targets.preview_events import AskedEvent
from clew.routing.targets.preview_values import checked_instant
from clew.routing.targets.previewing import Asked, previewed
from clew.routing.targets.vocabulary import Run
from clew.routing.views.policy_doors import policies_readable
from clew.routing.views.policy_editor import choices, drafted, slug_in
from clew.tickets.validation import one_line

LINE = re.compile(r"\+?\s*(?:(\d{1,4})d)?\s*(?:(\d{1,5})h)?\s*(?:(\d{1,6})m)?\s+(\w+)\s*(\S.*)?")
TONES = {
    "running": ("ok", "Running"),
    "paused": ("paused", "Paused"),
    "fulfilled": ("met", "Met"),
    "breached": ("breached", "Breached"),
    "cancelled": ("paused", "Cancelled"),
}


@policies_readable
def trial(request: StaffRequest) -> HttpResponse:
    """GET is the page; POST answers what is in its form, or in that of a policy being written."""
    context = {**choices(), "policies": content_in_force()["policies"]}
    if request.method == "POST":
        context |= _tried(request)
    template = "tried.html" if request.htmx else "trial.html"
    return render(request, f"routing/policies/{template}", context)


def _tried(request: StaffRequest) -> dict[str, Any]:
    content, policy = content_in_force(), request.POST.get("policy", "")
    try:
        if "name" in request.POST:  # the form of a policy, which need not have one yet
            slug = slug_in(request, content)
            content = drafted(request, content, slug)
            policy = slug or content["policies"][0]["slug"]
        ledger = previewed(_asked(request.POST, policy), in_force=content, clock=clock.now())
    except ValidationError as error:
        return {"trial_errors": error.messages, "ledger": True}
    return {"ledger": ledger, "tried_runs": [_shown(run) for run in ledger.runs]}


def _asked(form: QueryDict, policy: str) -> Asked:
    opened = _opened(form.get("try.created_at", ""))
    plan = form.get("try.plan", "")
    return Asked(
        created_at=opened,
        events=list(_events(form.get("try.events", ""), opened)),
        policy=policy,
        plan=plan or None,
        severity=form.get("try.severity", "medium"),
        priority=form.get("try.priority") or None,
        escalated="try.escalated" in form,
    )


def _opened(text: str) -> datetime:
    if not text:
        return clock.now()
    try:
        found = datetime.fromisoformat(text)
        at = found if found.tzinfo else timezone.make_aware(found)
        return checked_instant("created_at", at)
    except (ValueError, OverflowError):
        raise ValidationError("Choose a date and a time for “Opened”.") from None


def _events(text: str, opened: datetime) -> list[AskedEvent]:
    lines = enumerate(text.replace("\x00", "").splitlines(), start=1)
    return [_event(number, one_line(line), opened) for number, line in lines if line.strip()]


def _event(number: int, line: str, opened: datetime) -> AskedEvent:
    found = LINE.fullmatch(line)
    if found is None or not any(found.group(1, 2, 3)):
        raise ValidationError(f"Line {number}: write how long after opening and what happened,"
                              " such as “+4h agent_reply”.")  # fmt: skip
    days, hours, minutes = (int(part or 0) for part in found.group(1, 2, 3))
    at = opened + timedelta(days=days, hours=hours, minutes=minutes)
    value = (found[5] or "").strip() or None
    return AskedEvent(at=at, kind=found[4], value=True if value == "yes" else value)


def _shown(run: Run) -> dict[str, Any]:
    tone, state = TONES.get(run.state, ("ok", run.state))
    return {
        "label": metric_label(run.metric) + (f" {run.instance}" if run.instance > 1 else ""),
        "tone": tone,
        "state": state,
        "due_at": run.due_at,
        "explanation": words(run, timezone.get_current_timezone()),
    }
