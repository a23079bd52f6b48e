"""Writing a policy: its form, each step of building it, and on to what it would change."""

from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from clew.core import clock
from clew.people.requests import StaffRequest
from clew.routing.policies.plans import NAMES
from clew.routing.policies.rearranging import free_slug, policy_in, with_policy, without_policy
from clew.routing.policies.telling import metric_label, when_words
from clew.routing.queries.policies import content_in_force
from clew.routing.targets.vocabulary import Metric
from clew.routing.views.policies import PRESETS, review_of
from clew.routing.views.policy_doors import policies_page
from clew.routing.views.policy_form import FIELDS, policy_from, target_rows, tree_of
from clew.tickets.conditions import FIELDS as KNOWN
from clew.tickets.conditions.properties import known_fields
from clew.tickets.models import Priority, Severity, Status
from clew.tickets.views.doors import in_words

STILL = [choice for choice in Status.choices if choice[0] in {"pending", "hold"}]
EMPTY: dict[str, Any] = {"slug": "", "name": "", "enabled": True, "targets": [], "priorities": []}


@in_words
@policies_page
def new_policy(request: StaffRequest) -> HttpResponse:
    """``?preset=plan`` begins with that one."""
    content = content_in_force()
    if request.method == "POST":
        return _reviewed(request, content, "")
    made = PRESETS.get(request.GET.get("preset", ""))
    given = {**made[0](), "enabled": True} if made else EMPTY
    return _page(request, {**given, "slug": ""}, content)


@in_words
@policies_page
def policy(request: StaffRequest, slug: str) -> HttpResponse:
    content = content_in_force()
    found = policy_in(content, slug)
    if found is None:
        raise Http404(f"There is no policy “{slug}”.")
    if request.method == "POST":
        return _reviewed(request, content, slug)
    return _page(request, found, content)


@require_POST
@in_words
@policies_page
def draft(request: StaffRequest) -> HttpResponse:
    """The form with one step more or less. Nothing is stored."""
    content = content_in_force()
    given = policy_from(request.POST, slug_in(request, content))
    if request.htmx:
        return render(request, "routing/policies/parts.html", form_context(given, content))
    return _page(request, given, content)


def slug_in(request: StaffRequest, content: dict[str, Any]) -> str:
    """Of the policy whose form it is; "" for a new one, and for one that is gone."""
    slug = request.POST.get("slug", "")
    return slug if policy_in(content, slug) else ""


def drafted(request: StaffRequest, content: dict[str, Any], slug: str) -> dict[str, Any]:
    """The content with the policy as the form has it. Raises ValidationError for nonsense."""
    given = policy_from(request.POST, slug or "new")
    if not given["name"]:
        raise ValidationError("Give the policy a name.")
    given["slug"] = slug or free_slug(given["name"], content)
    return with_policy(content, given, replacing=slug)


def form_context(given: dict[str, Any], content: dict[str, Any]) -> dict[str, Any]:
    tree = tree_of(given)
    rules = zip(given.get("priorities", []), tree[1:], strict=True)
    return {
        "slug": given["slug"],
        "policy": given,
        "tree": tree,
        "rules": [{"given": rule, "group": group} for rule, group in rules],
        "targets": [{**row, "words": when_words(row["when"])} for row in target_rows(given)],
        "posts": reverse("policy-draft"),
        "offered": _offered(),
        "metrics": [(str(metric), metric_label(metric)) for metric in Metric],
        "calendars": [(slug, each["name"]) for slug, each in content["calendars"].items()],
        **choices(),
        "still": STILL,
    }


def choices() -> dict[str, Any]:
    return {
        "plans": list(NAMES.items()),
        "severities": Severity.choices,
        "priorities": Priority.choices,
        "tried": {
            "plan": "scale",
            "severity": "medium",
            "created_at": f"{timezone.localtime(clock.now()):%Y-%m-%dT%H:%M}",
        },
    }


def _reviewed(request: StaffRequest, content: dict[str, Any], slug: str) -> HttpResponse:
    if slug and "remove" in request.POST:
        return review_of(request, without_policy(content, slug))
    try:
        return review_of(request, drafted(request, content, slug))
    except ValidationError as error:
        given = policy_from(request.POST, slug)
        return _page(request, given, content, error.messages)


def _page(
    request: StaffRequest,
    given: dict[str, Any],
    content: dict[str, Any],
    errors: list[str] | None = None,
) -> HttpResponse:
    slug = given["slug"]
    context = {
        **form_context(given, content),
        "heading": given["name"] if slug else "New policy",
        "action": reverse("policy", args=[slug]) if slug else reverse("policy-new"),
        "errors": errors or [],
        "may_change": request.user.is_admin,
    }
    return render(request, "routing/policies/editor.html", context, status=422 if errors else 200)


def _offered() -> list[tuple[str, list[tuple[str, str]]]]:
    """What policies ask about, for the first picker of a row."""
    asked = [(name, KNOWN[name].label) for name in FIELDS]
    account = [(each.name, each.label) for each in known_fields()]
    owners = [("account.", "Account property"), ("person.", "Requester property")]
    return [("Ticket", asked), ("Account", account), ("Properties", owners)]
