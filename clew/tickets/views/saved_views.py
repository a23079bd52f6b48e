"""Making and changing views: the builder, its preview, and what becomes of what it says."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from clew.people.doors import refused
from clew.people.requests import StaffRequest
from clew.tickets import actions
from clew.tickets.actions.views import ICONS
from clew.tickets.models import SavedView
from clew.tickets.queries import editable_view_for, keeps_views
from clew.tickets.queries.columns import COLUMNS
from clew.tickets.queries.orders import GROUPINGS
from clew.tickets.views import view_form
from clew.tickets.views.answers import Toast
from clew.tickets.views.building import edited, from_data, from_form, marked
from clew.tickets.views.condition_rows import Group, offered
from clew.tickets.views.doors import actor, in_words
from clew.tickets.views.view_preview import preview_of


@in_words
def new(request: StaffRequest) -> HttpResponseBase:
    """``?from=open&filter=…``: beginning with what is seen there."""
    if not request.user.can_reply_publicly:
        return refused(request, what="New view", who="agents and above")
    if request.method == "POST":
        return _saved(request, None)
    given = view_form.beginning(request)
    return _page(request, given, from_data(given["conditions"]), None)


@in_words
def edit(request: StaffRequest, slug: str) -> HttpResponseBase:
    view = saved_or_404(request, slug)
    if request.method == "POST":
        return _saved(request, view)
    names = ("name", "description", "icon", "sort", "group_by", "columns", "conditions")
    given = {name: getattr(view, name) for name in names}
    given["scope"] = f"{view_form.TEAM}{view.team_id}" if view.team_id else view.scope
    return _page(request, given, from_data(view.conditions), view)


@require_POST
@in_words
def draft(request: StaffRequest) -> HttpResponseBase:
    """The builder after one step of building, with its preview."""
    group = edited(request.POST)
    preview = preview_of(request, group)
    context = {"group": group, "offered": offered(), "preview": preview}
    return render(request, "tickets/views/builder.html", context)


@require_POST
@in_words
def preview(request: StaffRequest) -> HttpResponseBase:
    shown = preview_of(request, from_form(request.POST))
    return render(request, "tickets/views/preview.html", {"preview": shown, "marks": True})


@require_POST
@in_words
def deletion(request: StaffRequest, slug: str) -> HttpResponseBase:
    view = saved_or_404(request, slug)
    actions.delete_view(view=view, staff=request.user, by=actor(request))
    toast = Toast(f"View {view} is deleted").undone_by(f"/views/{slug}/restoration")
    if request.htmx:
        return toast.onto(HttpResponse(status=204))
    return redirect(f"/settings/views?deleted={slug}")


@require_POST
@in_words
def restoration(request: StaffRequest, slug: str) -> HttpResponseBase:
    view = saved_or_404(request, slug, deleted=True)
    actions.restore_view(view=view, staff=request.user, by=actor(request))
    return HttpResponse(status=204) if request.htmx else redirect("inbox", slug)


@require_POST
@in_words
def copy(request: StaffRequest, slug: str) -> HttpResponseBase:
    view = saved_or_404(request, slug)
    made = actions.duplicate_view(view=view, staff=request.user, by=actor(request))
    return redirect("view-edit", made.slug)


def saved_or_404(request: StaffRequest, slug: str, *, deleted: bool = False) -> SavedView:
    try:
        return editable_view_for(request.user, slug, deleted=deleted)
    except SavedView.DoesNotExist:
        raise Http404(f"There is no view “{slug}” that you can change.") from None


def _saved(request: StaffRequest, view: SavedView | None) -> HttpResponseBase:
    group = from_form(request.POST)
    given = view_form.given(request.POST)
    values = {**given, "conditions": group.data(), **view_form.owner(given["scope"])}
    try:
        made = _write(request, view, values)
    except ValidationError as error:
        errors = error.message_dict
        page = _page(request, given, marked(group, errors), view, errors)
        page.status_code = 422
        return page
    return redirect("inbox", made.slug)


def _write(request: StaffRequest, view: SavedView | None, values: dict[str, Any]) -> SavedView:
    by = actor(request)
    if view is None:
        return actions.create_view(staff=request.user, by=by, **values)
    actions.change_view(view=view, staff=request.user, by=by, **values)
    return view


def _page(
    request: StaffRequest,
    given: dict[str, Any],
    group: Group,
    view: SavedView | None,
    errors: Mapping[str, Any] | None = None,
) -> HttpResponse:
    keeps = keeps_views(request.user)
    return render(request, "tickets/views/edit.html", {
        "view": view,
        "given": given,
        "group": group,
        "errors": errors or {},
        "preview": preview_of(request, group),
        "offered": offered(),
        "heading": f"Edit {view}" if view else "New view",
        "verb": "Save view" if view else "Create view",
        "action": request.path,
        "back": f"/inbox/{view.slug}" if view else "/inbox",
        "keeps": keeps,
        "scopes": view_form.scopes(keeps=keeps),
        "sorts": view_form.sorts(),
        "groupings": GROUPINGS.values(),
        "columns": [column for column in COLUMNS.values() if column.in_rows],
        "icons": ICONS,
    })  # fmt: skip
