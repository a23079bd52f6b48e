"""Addresses of ownership: the table, product groups, gaps, and who owns what."""

from django.urls import path

from clew.routing.views import gaps, ownership, ownership_import, product_groups, who_owns

urlpatterns = [
    path("ownership", who_owns.ownership, name="who-owns"),
    path("settings/ownership", ownership.table, name="ownership"),
    path("settings/ownership/undo", ownership.undo, name="ownership-undo"),
    path("settings/ownership/export", ownership.export, name="ownership-export"),
    path("settings/ownership/import", ownership_import.importing, name="ownership-import"),
    path("settings/ownership/groups", product_groups.table, name="product-groups"),
    path("settings/ownership/groups/undo", product_groups.undo, name="product-groups-undo"),
    path(
        "settings/ownership/groups/<slug:slug>/deletion",
        product_groups.deletion,
        name="product-group-deletion",
    ),
    path("settings/ownership/regions", product_groups.add_region, name="region-new"),
    path("settings/ownership/regions/<slug:slug>", product_groups.change_region, name="region"),
    path("settings/ownership/gaps", gaps.coverage_gaps, name="coverage-gaps"),
]
