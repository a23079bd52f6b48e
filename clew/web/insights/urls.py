"""Errors and LLM traces of everybody, beside the tickets about them."""

from django.urls import URLPattern, path

from clew.web.customers.diagnosing import urls as diagnosing
from clew.web.insights import views

ERROR = "insights/errors/<str:fingerprint>"

urlpatterns: list[URLPattern] = [
    *diagnosing.urlpatterns,
    path("insights/errors", views.errors, name="insights-errors"),
    path(ERROR, views.error, name="insights-error"),
    path(f"{ERROR}/tickets", views.error_ticket_list, name="insights-error-tickets"),
    path(f"{ERROR}/tickets/links", views.error_ticket, name="insights-error-link"),
    path(
        f"{ERROR}/tickets/<int:number>/<int:pk>/removal",
        views.error_ticket_removal,
        name="insights-error-unlink",
    ),
    path("insights/traces", views.traces, name="insights-traces"),
    # An id is whatever a product sent, slashes and line breaks included.
    path(
        "insights/trace-tickets/<any:trace_id>",
        views.trace_ticket_list,
        name="insights-trace-tickets",
    ),
    path("insights/traces/<any:trace_id>", views.trace, name="insights-trace"),
]
