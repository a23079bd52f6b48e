"""Browsers somebody signed in with before: strangers' wrong passwords do not lock them out.

Failed attempts are counted for each account. Whoever fails again and again on purpose would keep
its owner out for as long as they go on; so a browser that signed in to the account has a count of
its own, which only its own failures fill.
"""

import unicodedata
from secrets import token_urlsafe
from typing import Any

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

COOKIE = "clew_known"
LASTS = 365 * 24 * 3600  # seconds since somebody last signed in with it
SALT = "clew known browser"


def counted_as(request: HttpRequest, email: str) -> str:
    """The key failures are counted under."""
    user = request.user
    if not email and user.is_authenticated:  # who signs in anew for something delicate
        email = user.email
    account = normal(email)
    name, browser = _known(request)
    return f"{account}\n{browser}" if name == account else account


def remember(response: HttpResponse, user: Any) -> None:
    response.set_cookie(
        COOKIE,
        signing.dumps([normal(user.email), token_urlsafe(12)], salt=SALT),
        max_age=LASTS,
        secure=settings.SECURE,
        httponly=True,
        samesite="Lax",
    )


def normal(email: str) -> str:
    """One form of all the ways to write an address that the database takes for the same."""
    return unicodedata.normalize("NFKC", email).strip().casefold()


def _known(request: HttpRequest) -> tuple[str, str]:
    try:
        name, browser = signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=LASTS)
    except (signing.BadSignature, ValueError, TypeError):
        return "", ""
    return str(name), str(browser)
