"""Settings pages of usage metrics."""

from django.urls import path

from clew.analytics.metrics import editing, views

urlpatterns = [
    path("settings/metrics", views.metric_list, name="metrics"),
    path("settings/metrics/new", editing.new, name="metric-new"),
    path("settings/metrics/presets", views.presets, name="metric-presets"),
    path("settings/metrics/rows", editing.rows, name="metric-rows"),
    path("settings/metrics/preview", editing.preview, name="metric-preview"),
    path("settings/metrics/customers", editing.customers, name="metric-customers"),
    path("settings/metrics/suggestions", editing.suggestions, name="metric-suggestions"),
    path("settings/metrics/metric/<slug:slug>", editing.edit, name="metric"),
    path("settings/metrics/metric/<slug:slug>/place", views.place, name="metric-place"),
    path("settings/metrics/metric/<slug:slug>/deletion", views.deletion, name="metric-deletion"),
    path("settings/metrics/metric/<slug:slug>/restored", views.restored, name="metric-restored"),
]
