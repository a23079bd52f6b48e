"""Addresses of bulk jobs, merging, splitting and linking."""

from django.urls import path

from clew.tickets.views import bulk, bulk_jobs, bulk_menus, links, merging, splitting

urlpatterns = [
    path("tickets/bulk", bulk.bulk, name="bulk-changes"),
    path("tickets/bulk/menus", bulk_menus.menus, name="bulk-menus"),
    path("bulk/<uuid:pk>", bulk_jobs.job, name="bulk-job"),
    path("bulk/<uuid:pk>/progress", bulk_jobs.progress, name="bulk-progress"),
    path("bulk/<uuid:pk>/undo", bulk_jobs.undo, name="bulk-undo"),
    path("bulk/<uuid:pk>/retry", bulk_jobs.retry, name="bulk-retry"),
    path("bulk/<uuid:pk>/cancellation", bulk_jobs.cancellation, name="bulk-cancellation"),
    path("tickets/merge", merging.merge_dialog, name="merge-dialog"),
    path("tickets/suggestions", merging.ticket_suggestions, name="ticket-suggestions"),
    path("merges", merging.merges, name="merges"),
    path("merges/<int:pk>/undo", merging.undo_merge, name="merge-undo"),
    path("tickets/<int:number>/messages/<int:pk>/split", splitting.split_dialog, name="split"),
    path("tickets/<int:number>/messages/<int:pk>/splits", splitting.splits, name="splits"),
    path("tickets/<int:number>/split/undo", splitting.undo_split, name="split-undo"),
    path("tickets/<int:number>/links", links.links, name="links"),
    path("tickets/<int:number>/links/new", links.link_dialog, name="link-dialog"),
    path("tickets/<int:number>/links/tickets", links.ticket_links, name="ticket-links"),
    path(
        "tickets/<int:number>/links/tickets/<int:pk>/removal",
        links.ticket_link_removal,
        name="ticket-link-removal",
    ),
    path("tickets/<int:number>/links/pages", links.page_links, name="page-links"),
    path(
        "tickets/<int:number>/links/pages/<int:pk>/removal",
        links.page_link_removal,
        name="page-link-removal",
    ),
]
