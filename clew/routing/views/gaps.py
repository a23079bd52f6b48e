"""Which product groups are covered where, and what to do about a gap."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from clew.core import clock
from clew.people.requests import StaffRequest
from clew.routing.models import ProductGroup
from clew.routing.queries.gaps import cover, needs_cover
from clew.routing.queries.ownership import keeps_ownership, regions


@require_GET
def coverage_gaps(request: StaffRequest) -> HttpResponse:
    table = cover(clock.now())
    needed = [(row[0].group, row) for row in table if row and needs_cover(row[0].group)]
    context = {
        "gaps": [each for row in table for each in row if each.is_gap],
        "table": needed,
        "shared": [row[0].group for row in table if row and row[0].group.shared],
        "idle": [group for row in table if row and _is_idle(group := row[0].group)],
        "regions": list(regions()),
        "keeps": keeps_ownership(request.user),
        "page": "gaps",
    }
    return render(request, "routing/ownership/gaps.html", context)


def _is_idle(group: ProductGroup) -> bool:
    """It holds no area yet, and nobody knows it."""
    return not group.shared and not needs_cover(group)
