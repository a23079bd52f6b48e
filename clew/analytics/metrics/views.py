"""Settings: the usage metrics in their order; moving, deleting and bringing back."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from clew.analytics.metrics import actions
from clew.analytics.metrics.presets import PRESETS
from clew.analytics.metrics.queries import deleted_metric, metric_called, metrics_of
from clew.analytics.metrics.wording import metric_words
from clew.analytics.models import UsageMetric
from clew.core.actors import Actor
from clew.people.doors import admins
from clew.people.requests import StaffRequest

door = admins("Usage metrics")


@require_GET
@door
def metric_list(request: StaffRequest) -> HttpResponse:
    return _listed(request, "metrics/list.html")


@require_POST
@door
def place(request: StaffRequest, slug: str) -> HttpResponse:
    wanted = request.POST.get("place", "")
    if not wanted.isdecimal() or len(wanted) > 4:  # noqa: PLR2004  digits
        raise Http404
    metric, by = metric_for(request, slug), Actor.staff(request.user)
    actions.move_metric(metric=metric, place=int(wanted), by=by)
    return _listed(request, "metrics/rows.html") if request.htmx else redirect("metrics")


@require_POST
@door
def deletion(request: StaffRequest, slug: str) -> HttpResponse:
    metric = metric_for(request, slug)
    actions.delete_metric(metric=metric, by=Actor.staff(request.user))
    return redirect(f"{reverse('metrics')}?deleted={metric.slug}")


@require_POST
@door
def restored(request: StaffRequest, slug: str) -> HttpResponse:
    """The one of this address that was deleted last."""
    metric = deleted_metric(request.environment, slug)
    if metric is None:
        raise Http404
    try:
        actions.restore_metric(metric=metric, by=Actor.staff(request.user))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, f"{metric.name} is back")
    return redirect("metrics")


@require_POST
@door
def presets(request: StaffRequest) -> HttpResponse:
    """All of them at once; those whose name is taken are left out."""
    by, made = Actor.staff(request.user), 0
    taken = {metric.name.casefold() for metric in metrics_of(request.environment)}
    for preset in PRESETS:
        if preset.definition.name.casefold() not in taken:
            definition = preset.definition
            actions.create_metric(environment=request.environment, definition=definition, by=by)
            made += 1
    messages.success(request, f"{made} metrics are on every profile now")
    return redirect("metrics")


def metric_for(request: StaffRequest, slug: str) -> UsageMetric:
    try:
        return metric_called(request.environment, slug)
    except UsageMetric.DoesNotExist:
        raise Http404 from None


def _listed(request: StaffRequest, template: str) -> HttpResponse:
    metrics = metrics_of(request.environment)
    deleted = deleted_metric(request.environment, request.GET.get("deleted", "")[:80])
    context = {
        "metrics": [{"metric": one, "words": metric_words(one)} for one in metrics],
        "presets": PRESETS,
        "deleted": deleted,
    }
    return render(request, template, context)
