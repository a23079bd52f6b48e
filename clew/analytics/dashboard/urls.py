from django.urls import URLPattern, path

from clew.analytics.dashboard import views

urlpatterns: list[URLPattern] = [
    path("insights", views.dashboard, name="insights"),
]
