"""How to turn on what a customer's page has no data for yet; with the real capture key."""

from dataclasses import dataclass

from django.conf import settings

from clew.people import queries as people
from clew.people.models import Environment


@dataclass(frozen=True, slots=True)
class Connect:
    template: str
    key: str  # empty when the environment has no capture key in use
    host: str


def how_to(section: str, environment: Environment) -> Connect:
    """``section`` is a tab's, or ``customers`` for the empty list."""
    keys = people.capture_keys().filter(environment=environment, revoked_at__isnull=True)
    key = keys.first()
    section = "events" if section == "all" else section
    template = f"customers/connect/{section}.html"
    return Connect(template, key.key if key else "", settings.CLEW_BASE_URL)
