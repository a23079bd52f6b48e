"""Settings pages about tickets: the installation's own fields, and tags."""

from django.urls import path

from clew.tickets.views import field_settings, tag_settings

urlpatterns = [
    path("settings/fields", field_settings.field_list, name="ticket-fields"),
    path("settings/fields/new", field_settings.new, name="ticket-field-new"),
    path("settings/fields/preview", field_settings.preview, name="ticket-field-preview"),
    path("settings/fields/<slug:slug>", field_settings.edit, name="ticket-field"),
    path("settings/fields/<slug:slug>/place", field_settings.place, name="ticket-field-place"),
    path("settings/fields/<slug:slug>/state", field_settings.state, name="ticket-field-state"),
    path("settings/tags", tag_settings.tag_list, name="tag-settings"),
    path("settings/tags/merge", tag_settings.merge, name="tag-merge"),
    path("settings/tags/restored", tag_settings.restored, name="tag-restored"),
    path("settings/tags/edit", tag_settings.edit, name="tag-edit"),
    path("settings/tags/deletion", tag_settings.deletion, name="tag-deletion"),
    path("tags", tag_settings.suggestions, name="tag-suggestions"),
]
