"""Saving, renaming, moving and deleting lists."""

from typing import Any
from urllib.parse import urlencode

import orjson
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from clew.analytics.models import CustomerList
from clew.people.requests import StaffRequest
from clew.tickets.customer_lists.kinds import Kind, kinds_of
from clew.tickets.customer_lists.known_lists import address_of, changeable_list_for
from clew.tickets.customer_lists.saving import change_list, delete_list, move_list, save_list
from clew.tickets.views.answers import Toast
from clew.tickets.views.doors import actor, in_words
from clew.web.customers.roster.state import PATH, pairs_of, state_of

MAX_STATE = 20_000  # characters of a deleted list that comes back


@require_POST
@in_words
def new(request: StaffRequest) -> HttpResponseBase:
    """What the address shows, as a list of its own."""
    state = state_of(request, given=request.POST)
    made = save_list(
        environment=request.environment, kind=state.current.kind, staff=request.user,
        by=actor(request), name=request.POST.get("name", ""),
        shared=request.POST.get("shared") == "1", said=state.said(),
    )  # fmt: skip
    return _at(request, made, Toast(f"Saved as {made.name}"))


@require_POST
@in_words
def change(request: StaffRequest, list_id: int) -> HttpResponseBase:
    """Another name, or what the address shows."""
    saved, by = _list(request, list_id), actor(request)
    before = saved.name
    if "name" in request.POST:
        change_list(saved=saved, staff=request.user, by=by, name=request.POST["name"])
        toast = Toast(f"Renamed to {saved.name}").undone_by(request.path, name=before)
        return _at(request, saved, toast)
    state = state_of(request, given=request.POST)
    if state.current.slug != address_of(saved) or state.mistake:
        raise ValidationError(state.mistake or "This is another list. Open it, and save it there.")
    earlier = {"list": address_of(saved), **pairs_of(state.saved)}
    known = state.listing.known
    change_list(saved=saved, staff=request.user, by=by, said=state.said(), known=known)
    return _at(request, saved, Toast(f"{saved.name} is saved").undone_by(request.path, **earlier))


@require_POST
@in_words
def move(request: StaffRequest, list_id: int) -> HttpResponseBase:
    saved = _list(request, list_id)
    steps = -1 if request.POST.get("to") == "left" else 1
    move_list(saved=saved, staff=request.user, by=actor(request), steps=steps)
    back = "right" if steps < 0 else "left"
    return _at(request, saved, Toast(f"{saved.name} moved").undone_by(request.path, to=back))


@require_POST
@in_words
def deletion(request: StaffRequest, list_id: int) -> HttpResponseBase:
    saved = _list(request, list_id)
    state = {"kind": saved.kind, "columns": saved.columns, "filters": saved.filters,
             "sort": saved.sort}  # fmt: skip
    fields = {"name": saved.name, "shared": "" if saved.owner_id else "1",
              "state": orjson.dumps(state).decode()}  # fmt: skip
    delete_list(saved=saved, staff=request.user, by=actor(request))
    toast = Toast(f"List {fields['name']} is deleted")
    return _answer(request, PATH, toast.undone_by("/customers/lists/restoration", **fields))


@require_POST
@in_words
def restoration(request: StaffRequest) -> HttpResponseBase:
    """A deleted list again, from what the deletion told."""
    kind, said = _said(request)
    made = save_list(
        environment=request.environment, kind=kind, staff=request.user, by=actor(request),
        name=request.POST.get("name", ""), shared=request.POST.get("shared") == "1", said=said,
    )  # fmt: skip
    return _at(request, made, Toast(f"{made.name} is back"))


def _said(request: StaffRequest) -> tuple[Kind, dict[str, Any]]:
    try:
        said = orjson.loads(request.POST.get("state", "")[:MAX_STATE])
        kind = next(each for each in kinds_of(request.environment) if each.name == said["kind"])
        return kind, {name: said[name] for name in ("columns", "filters", "sort")}
    except (orjson.JSONDecodeError, StopIteration, KeyError, TypeError):
        raise ValidationError("This list cannot come back. Save it anew.") from None


def _list(request: StaffRequest, list_id: int) -> CustomerList:
    try:
        return changeable_list_for(request.user, request.environment, list_id)
    except CustomerList.DoesNotExist:
        raise Http404("There is no list here that you can change.") from None


def _at(request: StaffRequest, saved: CustomerList, toast: Toast) -> HttpResponseBase:
    where = f"{PATH}?{urlencode({'list': address_of(saved)})}"
    return _answer(request, where, toast)


def _answer(request: StaffRequest, where: str, toast: Toast) -> HttpResponseBase:
    if not request.htmx:
        return redirect(where)
    answer = toast.onto(HttpResponse(status=204))
    answer["X-Clew-Location"] = where
    return answer
