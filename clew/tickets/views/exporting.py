"""The file of a view's tickets."""

from dataclasses import replace

from django.http import HttpResponseBase, StreamingHttpResponse
from django.views.decorators.http import require_GET

from clew.core import clock
from clew.people.requests import StaffRequest
from clew.tickets.actions.exporting import record_export
from clew.tickets.exporting import csv_parts
from clew.tickets.queries.columns import COLUMNS, columns_of
from clew.tickets.views.doors import actor, in_words
from clew.tickets.views.listing import listing


@require_GET
@in_words
def export(request: StaffRequest, slug: str) -> HttpResponseBase:
    """``?column=number&column=subject``; every column when none is named."""
    names = [name for name in COLUMNS if name in request.GET.getlist("column")] or list(COLUMNS)
    view = replace(listing(request, slug), columns=tuple(names))
    inside = request.environment
    record_export(
        reader=request.user, environment=inside, view=view, columns=names, by=actor(request)
    )
    parts = csv_parts(request.user, inside, view, columns_of(names))
    answer = StreamingHttpResponse(parts, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{slug}-{clock.now():%Y-%m-%d}.csv"'
    answer["Cache-Control"] = "no-store"
    return answer
