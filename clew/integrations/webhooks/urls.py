"""Addresses of webhooks."""

from django.urls import path

from clew.integrations.webhooks import views

SETTINGS = "settings/webhooks"

urlpatterns = [
    path(SETTINGS, views.webhook_list, name="webhooks"),
    path(f"{SETTINGS}/<int:pk>", views.webhook, name="webhook"),
    path(f"{SETTINGS}/<int:pk>/secret", views.secret, name="webhook-secret"),
    path(f"{SETTINGS}/<int:pk>/active", views.active, name="webhook-active"),
    path(f"{SETTINGS}/<int:pk>/deletion", views.deletion, name="webhook-deletion"),
    path(f"{SETTINGS}/<int:pk>/restoration", views.restoration, name="webhook-restoration"),
    path(f"{SETTINGS}/deliveries/<int:pk>", views.redelivery, name="webhook-redelivery"),
]
