"""The dashboard of Insights: who is active, who comes and goes, who signs up and pays."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from clew.analytics.dashboard.activity_parts import active_part, lifecycle_part
from clew.analytics.dashboard.customer_parts import conversion_part, paying_part, signups_part
from clew.analytics.dashboard.page import page_context, source_of
from clew.analytics.dashboard.power_part import power_part
from clew.analytics.dashboard.source import Source
from clew.people.requests import StaffRequest

Part = Callable[[Source, bool], dict[str, Any]]


@require_GET
def dashboard(request: StaffRequest) -> HttpResponse:
    return render(request, "insights/dashboard/page.html", page_context(request))


def _part(name: str, read: Part) -> Callable[[StaffRequest], HttpResponse]:
    """A part loads by itself: one that is slow or fails keeps none of the others."""

    @require_GET
    def view(request: StaffRequest) -> HttpResponse:
        source = source_of(request)
        context = read(source, "fresh" in request.GET)
        again = urlencode({**source.asked.params, "fresh": "yes"})
        shown = {**context, "shown": source.asked, "fresh_query": again}
        return render(request, f"insights/dashboard/{name}.html", shown)

    return view


active = _part("active", active_part)
power = _part("power", power_part)
lifecycle = _part("lifecycle", lifecycle_part)
conversion = _part("conversion", conversion_part)
signups = _part("signups", signups_part)
paying = _part("paying", paying_part)
