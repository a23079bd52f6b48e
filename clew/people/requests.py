"""What a signed-in request carries; views take this type instead of HttpRequest."""

from datetime import tzinfo

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from clew.people.models import Environment, Staff
from clew.people.switching import Environments


class StaffRequest(HttpRequest):
    """``clew.web.middleware.staff_only`` sets these on every page of the staff side."""

    user: Staff  # the middleware lets nobody else through
    environments: Environments
    environment: Environment  # chosen in the rail, production by default
    time_zone: tzinfo
    htmx: HtmxDetails
