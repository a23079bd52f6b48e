"""Addresses of errors and traces, and whom each number of them opens."""

from urllib.parse import quote

from django.conf import settings

from clew.people.models import Environment

HEX = 16  # digits of a fingerprint in an address


def error_path(fingerprint: int) -> str:
    return f"/insights/errors/{fingerprint:016x}"


def error_url(environment: Environment, fingerprint: int) -> str:
    """The whole address, as a ticket keeps it: it opens in the right environment."""
    where = f"{str(settings.CLEW_BASE_URL).rstrip('/')}{error_path(fingerprint)}"
    return f"{where}?environment={quote(environment.name, safe='')}"


def trace_path(trace_id: str) -> str:
    return f"/insights/traces/{quote(trace_id, safe='')}"


def fingerprint_in(text: str) -> int:
    """Raises ValueError for what is no fingerprint."""
    if len(text) != HEX:
        raise ValueError(text)
    found = int(text, 16)
    if not found:
        raise ValueError(text)
    return found
