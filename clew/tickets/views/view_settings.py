"""The settings page “Views”: which are in the rail, in which order, and whose they are."""

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.text import slugify
from django.views.decorators.http import require_GET, require_POST

from clew.people.requests import StaffRequest
from clew.tickets import actions
from clew.tickets.models import ViewScope
from clew.tickets.queries import (
    Arranged,
    arranged_views,
    keeps_views,
    may_edit,
    saved_views_openable_by,
)
from clew.tickets.views.doors import actor, in_words


@require_GET
def view_settings(request: StaffRequest) -> HttpResponse:
    found = arranged_views(request.user)
    shown = {view.slug for view in (*found.shown, *found.hidden)}
    others = saved_views_openable_by(request.user).exclude(slug__in=shown)
    editable = {view.slug for view in (*found.shown, *found.hidden) if view.is_saved}
    return render(request, "tickets/views/settings.html", {
        "arranged": found,
        "editable": {
            view.slug
            for view in (*found.shown, *found.hidden)
            if view.slug in editable and may_edit(request.user, view.scope)
        },
        "others": others,
        "keeps": keeps_views(request.user),
        "deleted": slugify(request.GET.get("deleted", "")),
    })  # fmt: skip


@require_POST
@in_words
def arrangement(request: StaffRequest) -> HttpResponseBase:
    """``up``, ``down``, ``hide`` or ``show`` names a view; ``everybody`` makes it everybody's."""
    found = arranged_views(request.user)
    if "everybody" in request.POST:
        slugs = [view.slug for view in found.shown if view.scope == ViewScope.SHARED]
        actions.order_shared_views(slugs=slugs, staff=request.user, by=actor(request))
    else:
        order, hidden = _changed(found, request)
        actions.arrange_views(staff=request.user, order=order, hidden=hidden)
    return redirect("view-settings")


def _changed(found: Arranged, request: StaffRequest) -> tuple[list[str], list[str]]:
    order = [view.slug for view in (*found.shown, *found.hidden)]
    hidden = {view.slug for view in found.hidden}
    given = request.POST
    hidden |= {slug for slug in order if slug == given.get("hide")}
    hidden -= {given.get("show", "")}
    for verb, step in (("up", -1), ("down", 1)):
        if given.get(verb) in order:
            order = moved(order, hidden, given[verb], step)
    return order, sorted(hidden)


def moved(order: list[str], hidden: set[str], slug: str, step: int) -> list[str]:
    """Past the next one that is shown."""
    shown = [each for each in order if each not in hidden]
    at = shown.index(slug) if slug in shown else -1
    to = at + step
    if at < 0 or not 0 <= to < len(shown):
        return order
    shown[at], shown[to] = shown[to], shown[at]
    return [*shown, *(each for each in order if each in hidden)]
