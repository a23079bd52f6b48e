from django.urls import URLPattern, path

from clew.analytics.dashboard import event_views, views

urlpatterns: list[URLPattern] = [
    path("insights", views.dashboard, name="insights"),
    path("insights/active", views.active, name="insights-active"),
    path("insights/power", views.power, name="insights-power"),
    path("insights/lifecycle", views.lifecycle, name="insights-lifecycle"),
    path("insights/conversion", views.conversion, name="insights-conversion"),
    path("insights/signups", views.signups, name="insights-signups"),
    path("insights/paying", views.paying, name="insights-paying"),
    path("insights/events", event_views.events, name="insights-events"),
]
