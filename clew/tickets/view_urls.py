"""Addresses of views: filtering, exporting, making and arranging them."""

from django.urls import path

from clew.tickets.views import exporting, filtering, inbox, saved_views, view_settings

urlpatterns = [
    path("inbox/<slug:slug>/count", inbox.count, name="inbox-count"),
    path("inbox/<slug:slug>/filter", filtering.new_filter, name="inbox-filter"),
    path("inbox/<slug:slug>/filtered", filtering.filtered, name="inbox-filtered"),
    path("inbox/<slug:slug>/export.csv", exporting.export, name="inbox-export"),
    path("views/new", saved_views.new, name="view-new"),
    path("views/draft", saved_views.draft, name="view-draft"),
    path("views/preview", saved_views.preview, name="view-preview"),
    path("views/<slug:slug>/edit", saved_views.edit, name="view-edit"),
    path("views/<slug:slug>/copy", saved_views.copy, name="view-copy"),
    path("views/<slug:slug>/deletion", saved_views.deletion, name="view-deletion"),
    path("views/<slug:slug>/restoration", saved_views.restoration, name="view-restoration"),
    path("settings/views", view_settings.view_settings, name="view-settings"),
    path("settings/views/arrangement", view_settings.arrangement, name="view-arrangement"),
]
