"""Settings: how the health of accounts is scored, tried on one of them before it is saved."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from clew.analytics.health.actions import defaults, weigh
from clew.analytics.health.register import use_named
from clew.analytics.health.running import marks_now
from clew.analytics.health.storing import Marks
from clew.analytics.health.weighing import Chosen, chosen
from clew.analytics.health_options import FAIR_FROM, HEALTHY_FROM
from clew.core.actors import Actor
from clew.people.doors import admins
from clew.people.requests import StaffRequest
from clew.tickets.views.answers import Toast
from clew.web.settings.health_pages import (
    given_weights,
    page_context,
    preview_context,
    progress_context,
    values_of,
)

door = admins("Health")


@require_http_methods(["GET", "POST"])
@door
def health(request: StaffRequest) -> HttpResponse:
    if request.method == "GET":
        return _page(request)
    before = values_of(chosen(request.environment), marks_now())
    try:
        wanted, marks = given_weights(request.POST)
        done = _save(request, wanted, marks)
    except ValidationError as error:
        return _refused(request, error)
    return _saved(request, Toast("Health is saved" if done else "Nothing was different"), before)


@require_POST
@door
def reset(request: StaffRequest) -> HttpResponse:
    """Every part and both marks as Clew came with them."""
    before = values_of(chosen(request.environment), marks_now())
    _save(request, defaults(), Marks(HEALTHY_FROM.default, FAIR_FROM.default))
    return _saved(request, Toast("Health is scored by the defaults"), before)


@require_POST
@door
def preview(request: StaffRequest) -> HttpResponse:
    try:
        wanted, marks = given_weights(request.POST)
    except ValidationError as error:
        context = {"wrong": [said for many in error.message_dict.values() for said in many]}
        return render(request, "settings/health/preview.html", context)
    context = preview_context(request, request.POST.get("account", ""), wanted, marks)
    return render(request, "settings/health/preview.html", context)


@require_GET
@door
def progress(request: StaffRequest) -> HttpResponse:
    return render(request, "settings/health/progress.html", progress_context(request.environment))


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
    return _page(request, given=request.POST, wrong=error.message_dict, status=422)


def _page(
    request: StaffRequest,
    *,
    given: Mapping[str, Any] | None = None,
    wrong: Mapping[str, list[str]] | None = None,
    status: int = 200,
) -> HttpResponse:
    context = page_context(request, given=given or {}, wrong=wrong or {})
    return render(request, "settings/health/page.html", context, status=status)
