"""Which tickets an address of the inbox means: a view, with the filter, sort and group it names."""

from dataclasses import replace

from django.core.exceptions import ValidationError
from django.http import Http404

from clew.people.requests import StaffRequest
from clew.tickets.queries import Arranged, View, arranged_views, view_for
from clew.tickets.queries.orders import GROUPINGS, known_sort

UNGROUPED = "none"


def arranged(request: StaffRequest) -> Arranged:
    """Asked once a page: the rail, the menu and the address want the same."""
    known = vars(request)
    if "arranged_views" not in known:
        known["arranged_views"] = arranged_views(request.user)
    found: Arranged = known["arranged_views"]
    return found


def view_or_404(request: StaffRequest, slug: str) -> View:
    if (view := view_for(request.user, slug)) is None:
        raise Http404(f"There is no view “{slug}”.")
    return view


def listing(request: StaffRequest, slug: str, known: Arranged | None = None) -> View:
    """Raises Http404 for the view, ValidationError for the filter."""
    view = known.named(slug) if known else None
    return chosen(request, view or view_or_404(request, slug))


def chosen(request: StaffRequest, view: View) -> View:
    """``?filter=…&sort=-created&group=status``. Raises ValidationError for the filter."""
    sort, group = request.GET.get("sort", ""), request.GET.get("group", "")
    group_by = "" if group == UNGROUPED else group if group in GROUPINGS else None
    return view.narrowed(
        request.GET.get("filter", ""), sort=sort if known_sort(sort) else "", group_by=group_by
    )


def readable_listing(request: StaffRequest, slug: str) -> tuple[View, str]:
    """With what is wrong with its filter, which is then left out."""
    known = arranged(request)
    try:
        return listing(request, slug, known), ""
    except ValidationError as error:
        view = known.named(slug) or view_or_404(request, slug)
        return replace(view, filter=""), " ".join(error.messages)
