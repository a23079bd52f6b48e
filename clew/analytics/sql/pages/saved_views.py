"""Saved queries of the SQL page: the list, saving, changing, deleting and bringing back."""

from typing import Any

import orjson
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from clew.analytics.models import SavedQuery
from clew.analytics.sql.pages import saving
from clew.analytics.sql.pages.answers import in_words, with_toast
from clew.analytics.sql.pages.page import described, group_types_of
from clew.analytics.sql.pages.saved import deleted_for, saved_for, saved_readable_by
from clew.analytics.sql.pages.shipped import ship
from clew.core.actors import Actor
from clew.people.requests import StaffRequest


@in_words
def queries(request: StaffRequest) -> HttpResponse:
    return _save(request) if request.method == "POST" else _listed(request)


@require_POST
@in_words
def changes(request: StaffRequest, query_id: int) -> HttpResponse:
    saved = saved_for(request.user, request.environment, query_id)
    said = request.POST.dict()
    before = saving.change_query(
        saved=saved, staff=request.user, by=Actor.staff(request.user), said=said,
        seen=said.get("seen", ""),
    )  # fmt: skip
    undo = reverse("insights-sql-changes", args=[saved.pk]) if before else ""
    words = f"Saved “{saved.name}”" if before else "Nothing to save: it is as it was"
    return with_toast(_told(request, saved), words, undo, _as_fields(before))


@require_POST
@in_words
def deletion(request: StaffRequest, query_id: int) -> HttpResponse:
    saved = saved_for(request.user, request.environment, query_id)
    saving.delete_query(saved=saved, staff=request.user, by=Actor.staff(request.user))
    undo = reverse("insights-sql-restoration", args=[saved.pk])
    return with_toast({"deleted": saved.pk}, f"Deleted “{saved.name}”", undo)


@require_POST
@in_words
def restoration(request: StaffRequest, query_id: int) -> HttpResponse:
    saved = deleted_for(request.user, request.environment, query_id)
    saving.restore_query(saved=saved, staff=request.user, by=Actor.staff(request.user))
    return with_toast(_told(request, saved), f"“{saved.name}” is back")


def _save(request: StaffRequest) -> HttpResponse:
    saved = saving.save_query(
        environment=request.environment, staff=request.user, by=Actor.staff(request.user),
        said=request.POST.dict(),
    )  # fmt: skip
    undo = reverse("insights-sql-deletion", args=[saved.pk])
    return with_toast(_told(request, saved), f"Saved “{saved.name}”", undo)


@require_GET
def _listed(request: StaffRequest) -> HttpResponse:
    ship()
    found = list(saved_readable_by(request.user, request.environment))
    context = {
        "own": [one for one in found if one.owner_id == request.user.pk],
        "shared": [one for one in found if one.owner_id != request.user.pk and not one.preset],
        "presets": [one for one in found if one.preset],
    }
    return render(request, "insights/sql/saved.html", context)


def _told(request: StaffRequest, saved: SavedQuery) -> dict[str, Any]:
    return described(saved, request.user, group_types_of(request.environment))


def _as_fields(before: dict[str, Any]) -> dict[str, str]:
    """The values before, as the form says them."""
    return {name: _as_field(value) for name, value in before.items()}


def _as_field(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else ""
    return value if isinstance(value, str) else orjson.dumps(value).decode()
