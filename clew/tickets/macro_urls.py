"""Macros in the composer, and the settings pages of macros and product areas."""

from django.urls import path

from clew.tickets.views import area_settings, macro_files, macro_settings, macros

urlpatterns = [
    path("macros", macros.picker, name="macro-picker"),
    path("tickets/<int:number>/changes", macros.changes, name="ticket-changes"),
    path("tickets/<int:number>/areas", area_settings.choices, name="ticket-areas"),
    path("tickets/<int:number>/macros/<int:macro_id>", macros.on_one_ticket, name="ticket-macro"),
    path(
        "tickets/<int:number>/macros/<int:macro_id>/files",
        macros.files,
        name="ticket-macro-files",
    ),
    path("settings/macros", macro_settings.macro_list, name="macros"),
    path("settings/macros/new", macro_settings.new, name="macro-new"),
    path("settings/macros/preview", macro_settings.preview, name="macro-preview"),
    path("settings/macros/<int:pk>", macro_settings.macro, name="macro"),
    path("settings/macros/<int:pk>/copy", macro_settings.copy, name="macro-copy"),
    path("settings/macros/<int:pk>/active", macro_settings.active, name="macro-active"),
    path("settings/macros/<int:pk>/deletion", macro_settings.deletion, name="macro-deletion"),
    path(
        "settings/macros/<int:pk>/restoration", macro_settings.restoration, name="macro-restoration"
    ),
    path("settings/macros/<int:pk>/files", macro_files.files, name="macro-files"),
    path("settings/macros/<int:pk>/files/<int:file>", macro_files.file, name="macro-file"),
    path(
        "settings/macros/<int:pk>/files/<int:file>/deletion",
        macro_files.file_deletion,
        name="macro-file-deletion",
    ),
    path("settings/areas", area_settings.area_list, name="areas"),
    path("settings/areas/<slug:slug>", area_settings.area, name="area-settings"),
    path("settings/areas/<slug:slug>/name", area_settings.name, name="area-name"),
    path("settings/areas/<slug:slug>/place", area_settings.place, name="area-place"),
    path("settings/areas/<slug:slug>/offer", area_settings.offer, name="area-offer"),
    path("settings/areas/<slug:slug>/deletion", area_settings.deletion, name="area-deletion"),
    path("settings/areas/<slug:slug>/merger", area_settings.merger, name="area-merger"),
]
