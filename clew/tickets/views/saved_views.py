"""Making and changing views: the builder, its preview, and what becomes of what it says."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from clew.people.requests import StaffRequest
from clew.people.staff_queries import team_choices
from clew.tickets import actions, conditions
from clew.tickets.actions.views import ICONS
from clew.tickets.models import SavedView, ViewScope
from clew.tickets.queries import (
    TicketPage,
    View,
    editable_view_for,
    keeps_views,
    preview_page,
)
from clew.tickets.queries.columns import COLUMNS
from clew.tickets.queries.orders import GROUPINGS, ORDERS
from clew.tickets.views.answers import Toast
from clew.tickets.views.building import Group, Row, edited, from_data, from_form, marked, offered
from clew.tickets.views.doors import actor, in_words
from clew.tickets.views.listing import listing

TEAM = "team:"


@dataclass(frozen=True)
class Preview:
    """What the view would hold, without the rows that are not finished."""

    words: str
    page: TicketPage = field(default_factory=lambda: TicketPage([], ""))
    unfinished: str = ""
    errors: Mapping[str, Any] = field(default_factory=dict)
    rows: tuple[Row, ...] = ()


@in_words
def new(request: StaffRequest) -> HttpResponseBase:
    """``?from=open&filter=…``: beginning with what is seen there."""
    if request.method == "POST":
        return _saved(request, None)
    given = _beginning(request)
    return _page(request, given, from_data(given["conditions"]), None)


@in_words
def edit(request: StaffRequest, slug: str) -> HttpResponseBase:
    view = saved_or_404(request, slug)
    if request.method == "POST":
        return _saved(request, view)
    names = ("name", "description", "icon", "sort", "group_by", "columns", "conditions")
    given = {name: getattr(view, name) for name in names}
    given["scope"] = f"{TEAM}{view.team_id}" if view.team_id else view.scope
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


def preview_of(request: StaffRequest, group: Group) -> Preview:
    empty = sum(row.is_empty for row in group.rows())
    unfinished = f"{empty} unfinished left out" if empty else ""
    try:
        found = conditions.parse(group.data(whole=False))
    except ValidationError:
        _mark(group)
        rows = tuple(group.rows())
        return Preview("Not all conditions can be read", errors={"c": ""}, rows=rows)
    total, page = preview_page(request.user, request.environment, found)
    words = f"{total} ticket{'' if total == '1' else 's'} fit{'s' if total == '1' else ''} now"
    return Preview(words, page, unfinished, rows=tuple(group.rows()))


def _mark(group: Group) -> None:
    """Each row by itself: the whole was parsed without the empty ones, so places differ."""
    for row in group.rows():
        if row.is_empty:
            continue
        try:
            conditions.parsed_item(row.data())
        except ValidationError as error:
            row.error = " ".join(error.messages)


def _saved(request: StaffRequest, view: SavedView | None) -> HttpResponseBase:
    group = from_form(request.POST)
    given = _given(request.POST)
    values = {**given, "conditions": group.data(), **_owner(given["scope"])}
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


def _given(form: QueryDict) -> dict[str, Any]:
    names = ("name", "description", "icon", "sort", "group_by", "scope")
    return {name: form.get(name, "") for name in names} | {"columns": form.getlist("columns")}


def _owner(scope: str) -> dict[str, Any]:
    """“team:3” is a team's; anything else says so itself."""
    if not scope.startswith(TEAM):
        return {"scope": scope, "team": None}
    pk = scope.removeprefix(TEAM)
    team = team_choices().filter(pk=int(pk)).first() if pk.isdecimal() else None
    return {"scope": ViewScope.TEAM, "team": team}


def _beginning(request: StaffRequest) -> dict[str, Any]:
    view: View = listing(request, request.GET.get("from") or "all")
    whole = conditions.parse(view.as_data()).joined(conditions.from_text(view.filter))
    start = whole.data() or {"all": [{"field": "status", "operator": "is", "value": []}]}
    return {
        "name": "",
        "scope": ViewScope.PERSONAL,
        "icon": view.icon if view.icon in ICONS else ICONS[0],
        "sort": view.sort.removesuffix("_at"),
        "group_by": view.group_by,
        "columns": list(view.columns),
        "conditions": start,
    }


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
        "scopes": _scopes(keeps=keeps),
        "sorts": _sorts(),
        "groupings": GROUPINGS.values(),
        "columns": [column for column in COLUMNS.values() if column.in_rows],
        "icons": ICONS,
    })  # fmt: skip


def _scopes(*, keeps: bool) -> list[tuple[str, str]]:
    found = [(str(ViewScope.PERSONAL), "Only me")]
    if keeps:
        teams = [(f"{TEAM}{team.pk}", f"Team {team.name}") for team in team_choices()]
        found += [(str(ViewScope.SHARED), "Everybody"), *teams]
    return found


def _sorts() -> list[tuple[str, str]]:
    orders = [order for order in ORDERS.values() if order.name != "solved_at"]
    both = [
        ((order.name, order.first), (f"-{order.name}", order.last))[
            :: -1 if order.key.descending else 1
        ]
        for order in orders
    ]
    return [
        (name, f"{order.label}, {hint[0].lower()}{hint[1:]}")
        for order, pair in zip(orders, both, strict=True)
        for name, hint in pair
    ]
