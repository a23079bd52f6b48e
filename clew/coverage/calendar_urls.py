"""Addresses of the settings of calendars."""

from django.urls import path

from clew.coverage.views import calendar_days, calendars

AT = "settings/calendars/<slug:slug>"
urlpatterns = [
    path("settings/calendars", calendars.calendar_list, name="calendars"),
    path("settings/calendars/new", calendars.new, name="calendar-new"),
    path("settings/calendars/preview", calendar_days.preview, name="calendar-preview"),
    path("settings/calendars/regions", calendar_days.regions, name="calendar-regions"),
    path(AT, calendars.calendar, name="calendar"),
    path(f"{AT}/copy", calendars.copy, name="calendar-copy"),
    path(f"{AT}/state", calendars.state, name="calendar-state"),
    path(f"{AT}/teams", calendars.teams, name="calendar-teams"),
    path(f"{AT}/holidays", calendar_days.holidays, name="calendar-holidays"),
    path(f"{AT}/days", calendar_days.days, name="calendar-days"),
    path(f"{AT}/day", calendar_days.day, name="calendar-day"),
]
