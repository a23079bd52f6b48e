"""Settings: how the health of accounts is scored, tried on one of them before it is saved."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from clew.analytics.health import queries
from clew.analytics.health.actions import defaults, weigh
from clew.analytics.health.asking import account_type
from clew.analytics.health.previewing import tried_on, would_be
from clew.analytics.health.register import use_named, uses
from clew.analytics.health.running import is_running, marks_now
from clew.analytics.health.scoring import Score, shares
from clew.analytics.health.storing import Marks
from clew.analytics.health.weighing import Chosen, chosen, form_values, read_form
from clew.analytics.health_options import FAIR_FROM, HEALTHY_FROM
from clew.analytics.models import Band, Health
from clew.core.actors import Actor
from clew.people.doors import admins
from clew.people.models import Environment, Group
from clew.people.queries import search_customers
from clew.people.requests import StaffRequest
from clew.tickets.views.answers import Toast
from clew.web.customers.subject import address

door = admins("Health")
SUGGESTED = 12


@require_http_methods(["GET", "POST"])
@door
def health(request: StaffRequest) -> HttpResponse:
    if request.method == "GET":
        return _page(request, chosen(request.environment), marks_now())
    before = _values(chosen(request.environment), marks_now())
    try:
        wanted, marks = _given(request.POST)
        done = _save(request, wanted, marks)
    except ValidationError as error:
        return _refused(request, error)
    return _saved(request, Toast("Health is saved" if done else "Nothing was different"), before)


@require_POST
@door
def reset(request: StaffRequest) -> HttpResponse:
    """Every part and both marks as Clew came with them."""
    before = _values(chosen(request.environment), marks_now())
    _save(request, defaults(), Marks(HEALTHY_FROM.default, FAIR_FROM.default))
    return _saved(request, Toast("Health is scored by the defaults"), before)


@require_POST
@door
def preview(request: StaffRequest) -> HttpResponse:
    try:
        wanted, marks = _given(request.POST)
    except ValidationError as error:
        context = {"wrong": [said for many in error.message_dict.values() for said in many]}
        return render(request, "settings/health/preview.html", context)
    context = _preview(request, request.POST.get("account", ""), wanted, marks)
    return render(request, "settings/health/preview.html", context)


@require_GET
@door
def progress(request: StaffRequest) -> HttpResponse:
    return render(request, "settings/health/progress.html", _progress(request.environment))


@require_POST
@door
def use(request: StaffRequest, name: str) -> HttpResponse:
    """Something elsewhere goes by health from now on, or no longer."""
    found, on = use_named(name), request.POST.get("on") == "1"
    if found is None:
        raise Http404("There is nothing of this name that goes by health.")
    found.switch(on=on, by=Actor.staff(request.user))
    toast = Toast(f"{found.label}: {'on' if on else 'off'}")
    undone = toast.undone_by(reverse("health-use", args=[name]), on="" if on else "1")
    return _answered(request, undone)


def _save(request: StaffRequest, wanted: list[Chosen], marks: Marks) -> bool:
    by = Actor.staff(request.user)
    return weigh(environment=request.environment, wanted=wanted, marks=marks, by=by)


def _given(given: Mapping[str, Any]) -> tuple[list[Chosen], Marks]:
    """Raises ValidationError by field."""
    wrong: dict[str, Any] = {}
    numbers = {}
    for option, name in ((HEALTHY_FROM, "healthy_from"), (FAIR_FROM, "fair_from")):
        try:
            numbers[name] = option.checked(given.get(name, option.default))
        except ValidationError as error:
            wrong[name] = error.messages
    if not wrong and numbers["fair_from"] >= numbers["healthy_from"]:
        wrong["fair_from"] = ["Fair has to begin below healthy."]
    try:
        wanted = read_form(given)
    except ValidationError as error:
        wrong |= error.message_dict
    if wrong:
        raise ValidationError(wrong)
    return wanted, Marks(**numbers)


def _values(parts: list[Chosen], marks: Marks) -> dict[str, str]:
    both = {"healthy_from": str(marks.healthy_from), "fair_from": str(marks.fair_from)}
    return form_values(parts) | both


def _saved(request: StaffRequest, toast: Toast, before: Mapping[str, str]) -> HttpResponse:
    return _answered(request, toast.undone_by(reverse("health-settings"), **before))


def _answered(request: StaffRequest, toast: Toast) -> HttpResponse:
    if not request.htmx:
        messages.success(request, toast.text)
        return redirect("health-settings")
    return toast.onto(HttpResponse(status=204))


def _refused(request: StaffRequest, error: ValidationError) -> HttpResponse:
    if request.htmx:
        said = " ".join(dict.fromkeys(" ".join(many) for many in error.message_dict.values()))
        return HttpResponse(said, status=422, content_type="text/plain; charset=utf-8")
    parts, wrong = chosen(request.environment), error.message_dict
    return _page(request, parts, marks_now(), given=request.POST, wrong=wrong, status=422)


def _page(
    request: StaffRequest,
    parts: list[Chosen],
    marks: Marks,
    *,
    given: Mapping[str, Any] | None = None,
    wrong: Mapping[str, list[str]] | None = None,
    status: int = 200,
) -> HttpResponse:
    values, wrong = {**_values(parts, marks), **(given or {})}, wrong or {}
    values = {name: given[name] if given and name in given else values[name] for name in values}
    context = {
        "rows": _rows(parts, values, wrong),
        "values": values,
        "wrong": wrong,
        "uses": [(each, each.is_on()) for each in uses()],
        "kind": account_type(request.environment),
        "suggested": _suggested(request.environment),
        "account": request.GET.get("account", ""),
        **_progress(request.environment),
    }
    first = context["account"] or (context["suggested"][0].key if context["suggested"] else "")
    context |= {"account": first} | _preview(request, first, parts, marks)
    return render(request, "settings/health/page.html", context, status=status)


def _rows(
    parts: list[Chosen], values: Mapping[str, Any], wrong: Mapping[str, list[str]]
) -> list[dict[str, Any]]:
    names = ("weight", "healthy", "poor", "events")
    return [
        {
            "part": each.part,
            "share": share,
            "is_off": not each.weight,
            **{name: values.get(f"{name}-{each.part.kind}", "") for name in names},
            "wrong": [said for name in names for said in wrong.get(f"{name}-{each.part.kind}", [])],
        }
        for each, share in zip(parts, shares([each.weight for each in parts]), strict=True)
    ]


def _preview(
    request: StaffRequest, text: str, wanted: list[Chosen], marks: Marks
) -> dict[str, Any]:
    now = queries.band_counts(request.environment)
    then = would_be(request.environment, wanted, marks)
    group = _account(request, text)
    score = tried_on(group, wanted) if group else None
    band = marks.band(score.total) if score and score.total is not None else None
    return {
        "bands": [
            (band.value, band.label, now[band.value], then.by_band[band.value]) for band in Band
        ],
        "every": then.every,
        "tried": group,
        "tried_url": address(group) if group else "",
        "tried_now": queries.health_of(group) if group else None,
        "score": score,
        "band": band,
        "parts": _shown(score) if score else [],
        "asked": text.strip(),
    }


def _shown(score: Score) -> list[dict[str, Any]]:
    counted = sum(part.weight for part in score.parts if part.score is not None)
    return [
        part.as_json()
        | {"share": round(100 * part.weight / counted) if part.score is not None else None}
        for part in score.parts
    ]


def _account(request: StaffRequest, text: str) -> Group | None:
    """By its key, else by what a search finds first."""
    kind, text = account_type(request.environment), text.replace("\x00", "").strip()[:200]
    if kind is None or not text:
        return None
    living = Group.objects.filter(type=kind, merged_into__isnull=True).select_related("type")
    exact = living.filter(key=text).first() or living.filter(name=text).first()
    if exact:
        return exact
    found = search_customers(request.user, request.environment, text, limit=20).items
    groups = [each for each in found if isinstance(each, Group)]
    return next(
        (each for each in groups if each.type_id == kind.pk and not each.merged_into_id), None
    )


def _suggested(environment: Environment) -> list[Group]:
    """Some that do badly, and some that do well."""
    rows = Health.objects.filter(environment=environment).select_related("group")
    worst = list(rows.order_by("score", "pk")[:SUGGESTED])
    best = list(rows.order_by("-score", "-pk")[:SUGGESTED])
    found = {row.pk: row.group for row in [*worst, *best]}
    if found:
        return list(found.values())
    kind = account_type(environment)
    return list(Group.objects.filter(type=kind)[:SUGGESTED]) if kind else []


def _progress(environment: Environment) -> dict[str, Any]:
    run = queries.run_of(environment)
    return {
        "run": run,
        "running": is_running(run),
        "percent": round(100 * run.done / run.total) if run and run.total else 0,
    }
