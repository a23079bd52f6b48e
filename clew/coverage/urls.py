"""Addresses of calendars and of who is away."""

from clew.coverage import away_urls, calendar_urls

urlpatterns = [
    *away_urls.urlpatterns,
    *calendar_urls.urlpatterns,
]
