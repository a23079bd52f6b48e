"""Addresses of escalations."""

from django.urls import path

from clew.routing.views import escalations

TICKET = "tickets/<int:number>"

urlpatterns = [
    path(f"{TICKET}/escalation", escalations.escalation, name="escalation"),
    path(f"{TICKET}/escalation/panel", escalations.panel, name="escalation-panel"),
    path(f"{TICKET}/escalation/target", escalations.change, name="escalation-target"),
    path(f"{TICKET}/escalation/end", escalations.end, name="escalation-end"),
    path(f"{TICKET}/escalations/<int:pk>/undo", escalations.undo, name="escalation-undo"),
    path(f"{TICKET}/escalations/<int:pk>/return", escalations.end_undone, name="escalation-return"),
]
