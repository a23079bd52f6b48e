"""The funnel check: a page of its own, and a part of the diagnosis."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from clew.analytics.diagnosis.funnels.checking import check
from clew.analytics.diagnosis.funnels.funnel import MOST_STEPS, PERIODS, WINDOWS
from clew.analytics.metrics.seen import event_names, property_names
from clew.people.requests import StaffRequest
from clew.web.customers.diagnosing.asked import Asked, asked_of, moved
from clew.web.customers.diagnosing.funnel_shown import shown
from clew.web.customers.subject import address


@require_GET
def funnel(request: StaffRequest) -> HttpResponse:
    return render(request, "customers/diagnosing/funnel_page.html", _form(asked_of(request)))


@require_GET
def part(request: StaffRequest) -> HttpResponse:
    context = _form(asked_of(request)) | {"is_part": True}
    return render(request, "customers/diagnosing/funnel_form.html", context)


@require_GET
def steps(request: StaffRequest) -> HttpResponse:
    asked = asked_of(request)
    what = request.GET.get("edit", "")
    asked.rows = moved(asked.rows.edited(what), what)
    return render(request, "customers/diagnosing/funnel_steps.html", _form(asked))


@require_GET
def result(request: StaffRequest) -> HttpResponse:
    asked = asked_of(request)
    found = asked.funnel()
    context: dict[str, Any] = {"asked": asked}
    if found is not None:
        checked = check(asked.customer, found, asked.environment.pk, about_at=asked.about.at)
        context |= shown(asked, checked)
    response = render(request, "customers/diagnosing/funnel_result.html", context)
    if found is not None and "part" not in request.GET:
        response["HX-Replace-Url"] = f"/insights/funnel?{request.GET.urlencode()}"
    return response


def _form(asked: Asked) -> dict[str, Any]:
    filtered = [row.name for row in asked.rows.events if row.filters]
    return {
        "asked": asked,
        "rows": asked.rows,
        "may_add": len(asked.rows.events) < MOST_STEPS,
        "names": event_names(asked.environment),
        "properties": property_names(asked.environment, filtered[-1] if filtered else ""),
        "periods": PERIODS,
        "windows": WINDOWS,
        "customer": asked.customer,
        "customer_url": address(asked.customer) if asked.customer else "",
        "ticket": asked.about.ticket,
    }
