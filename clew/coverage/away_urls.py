"""Addresses of who is away and who is on."""

from django.urls import path

from clew.coverage.views import away, on_now

urlpatterns = [
    path("settings/away", away.away, name="away"),
    path("settings/away/<int:absence_id>", away.absence, name="absence"),
    path("settings/away/<int:absence_id>/end", away.end, name="absence-end"),
    path("settings/away/<int:absence_id>/again", away.again, name="absence-again"),
    path("settings/away/<int:absence_id>/days", away.days, name="absence-days"),
    path("who-is-on", on_now.on_now, name="who-is-on"),
    path("who-is-on/away", on_now.marks, name="away-marks"),
]
