"""Product groups and who knows them in which region, changed in place; and regions."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from clew.core.ids import id_in, ids_in
from clew.people.requests import StaffRequest
from clew.people.staff_queries import active_staff
from clew.routing.actions import product_groups as actions
from clew.routing.actions.ownership import names
from clew.routing.actions.product_groups import GivenGroup, SavedGroups, save_groups
from clew.routing.models import ProductGroup, Region
from clew.routing.queries.ownership import (
    group_named,
    keeps_ownership,
    product_groups,
    region_named,
    regions,
)
from clew.tickets.views.doors import actor, in_words

UNDO, TOLD = "groups_undo", "groups_told"


@dataclass(frozen=True)
class GroupRow:
    """``smes`` are staff ids by the regions' ids, ``people`` their names."""

    group: ProductGroup
    name: str
    shared: bool
    smes: dict[int, int | None]
    people: dict[int, str]
    errors: list[str] = field(default_factory=list)
    changed: bool = False


@in_words
def table(request: StaffRequest) -> HttpResponseBase:
    if request.method != "POST":
        return _page(request)
    new = request.POST.get("name-new", "").strip()
    saved = save_groups(given=_given(request.POST), new=new, by=actor(request))
    if saved.errors:
        return _page(request, request.POST, saved)
    if saved.names:
        request.session[UNDO] = _packed(saved)
        request.session[TOLD] = f"{names(saved.names)} saved"
    return redirect("product-groups")


@require_POST
@in_words
def undo(request: StaffRequest) -> HttpResponseBase:
    rows: dict[str, Any] = request.session.pop(UNDO, {})
    given = {
        int(pk): GivenGroup(row["name"], row["shared"], {int(k): v for k, v in row["smes"].items()})
        for pk, row in rows.items()
    }
    saved = save_groups(given=given, by=actor(request))
    if saved.errors:
        messages.error(request, "Not undone: somebody of before cannot answer any more.")
    elif saved.names:
        messages.success(request, f"{names(saved.names)} as before")
    return redirect("product-groups")


@require_POST
@in_words
def deletion(request: StaffRequest, slug: str) -> HttpResponseBase:
    group = group_named(slug)
    if group is None:
        raise Http404("There is no such product group.")
    if _told(request, lambda: actions.delete_group(group=group, by=actor(request))):
        messages.success(request, f"{group} is deleted")
    return redirect("product-groups")


@require_POST
@in_words
def add_region(request: StaffRequest) -> HttpResponseBase:
    _told(request, lambda: actions.add_region(name=request.POST.get("name", ""), by=actor(request)))
    return redirect("product-groups")


@require_POST
@in_words
def change_region(request: StaffRequest, slug: str) -> HttpResponseBase:
    region, name = _region(slug), request.POST.get("name", "")
    if "delete" in request.POST:
        if _told(request, lambda: actions.delete_region(region=region, by=actor(request))):
            messages.success(request, f"{region} is deleted")
    else:
        _told(request, lambda: actions.rename_region(region=region, name=name, by=actor(request)))
    return redirect("product-groups")


def _region(slug: str) -> Region:
    region = region_named(slug)
    if region is None:
        raise Http404("There is no such region.")
    return region


def _told(request: StaffRequest, run: Callable[[], object]) -> bool:
    """Whether it could be done; if not, why is said on the page."""
    try:
        run()
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return False
    return True


def _given(post: QueryDict) -> dict[int, GivenGroup]:
    """Those rows that were sent: a script leaves out what nobody touched."""
    ids = ids_in([name.removeprefix("name-") for name in post])
    return {pk: _group(post, pk) for pk in ids}


def _group(post: QueryDict, pk: int) -> GivenGroup:
    smes: dict[int, int | None] = {}
    for name, value in post.items():
        kind, _, rest = name.partition("-")
        region, _, group = rest.partition("-")
        if kind == "sme" and group == str(pk) and (where := id_in(region)) is not None:
            smes[where] = id_in(str(value))
    return GivenGroup(post.get(f"name-{pk}", ""), post.get(f"shared-{pk}") == "yes", smes)


def _packed(saved: SavedGroups) -> dict[str, Any]:
    return {
        str(pk): {"name": row.name, "shared": row.shared, "smes": dict(row.smes)}
        for pk, row in saved.before.items()
    }


def _row(group: ProductGroup, post: QueryDict | None, saved: SavedGroups | None) -> GroupRow:
    people = {sme.region_id: sme.staff.name for sme in group.smes.all()}
    smes: dict[int, int | None] = {sme.region_id: sme.staff_id for sme in group.smes.all()}
    if post is None or f"name-{group.pk}" not in post:
        return GroupRow(group, group.name, group.shared, smes, people)
    typed = _group(post, group.pk)
    smes = dict(typed.smes)
    errors = saved.errors.get(group.pk, []) if saved else []
    return GroupRow(group, typed.name, typed.shared, smes, people, errors, changed=True)


def _page(
    request: StaffRequest, post: QueryDict | None = None, saved: SavedGroups | None = None
) -> HttpResponse:
    context = {
        "rows": [_row(group, post, saved) for group in product_groups()],
        "new": post.get("name-new", "") if post else "",
        "wrong_new": saved.errors.get(0, []) if saved else [],
        "wrong": len(saved.errors) if saved else 0,
        "regions": list(regions()),
        "people": [staff for staff in active_staff() if staff.can_reply_publicly],
        "keeps": keeps_ownership(request.user),
        "told": request.session.pop(TOLD, ""),
        "page": "groups",
    }
    status = 422 if saved and saved.errors else 200
    return render(request, "routing/ownership/groups.html", context, status=status)
