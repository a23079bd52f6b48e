"""Every address of the product, by the domain that answers it."""

from django.urls import include, path

from config import control

handler500 = "clew.web.broken.broken"
urlpatterns = [
    path("-/tick", control.tick),
    path("-/sql", control.sql),
    path("-/backup", control.backup),
    path("api/", include("clew.api.urls")),
    path("", include("clew.api.health")),
    path("", include("clew.channels.widget.urls")),
    # Each pattern that stands before is tried: what is asked for all the time comes first.
    path("", include("clew.routing.urls")),  # holds inbox/next, which would be a view's name
    path("", include("clew.tickets.urls")),
    path("", include("clew.channels.email.urls")),
    path("", include("clew.integrations.webhooks.urls")),
    path("", include("clew.coverage.urls")),
    path("", include("clew.people.urls")),
    path("", include("clew.analytics.urls")),
    path("", include("clew.web.insights.urls")),
    path("", include("clew.web.account_pages.urls")),
    path("customers/", include("clew.web.customers.urls")),
    path("", include("clew.web.urls")),
]
