"""Addresses of what was promised on a ticket."""

from django.urls import path

from clew.routing.views import promises

urlpatterns = [
    path("tickets/<int:number>/targets", promises.targets, name="ticket-targets"),
]
