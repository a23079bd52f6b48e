"""Addresses of assignment, of the queue, and of what came back."""

from django.urls import path

from clew.routing.views import assignment, billing, queue

urlpatterns = [
    path("inbox/next", queue.take, name="next-ticket"),
    path("tickets/<int:number>/place", queue.place, name="ticket-place"),
    path("tickets/<int:number>/billing", billing.billing, name="billing"),
    path("tickets/<int:number>/billing/undo", billing.undo, name="billing-undo"),
    path("settings/assignment", assignment.assignment_list, name="assignment"),
    path("settings/assignment/<slug:slug>", assignment.assignment, name="team-assignment"),
    path("settings/away/<int:absence_id>/returned", assignment.returned, name="returned-tickets"),
]
