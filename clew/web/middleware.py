"""What every answer carries, and who may see a page at all."""

import zoneinfo
from collections.abc import Callable

from django.conf import settings
from django.contrib.auth.middleware import get_user
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.http import urlencode

from clew.people.switching import Environments

Handler = Callable[[HttpRequest], HttpResponseBase]

# No inline script, no eval; style attributes may set custom properties (--h, --left).
POLICY = "; ".join(  # noqa: FLY002  one directive a line reads best
    [
        "default-src 'self'",
        "script-src 'self'",
        "style-src 'self'",
        "style-src-attr 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "connect-src 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "object-src 'none'",
    ]
)
# Doors of their own: sign-in, the widget's API (capture keys), the REST API (bearer tokens).
OPEN_PATHS = (
    "/-/",  # the command line, by a token of its own
    "/sign-in/",
    "/welcome/",
    "/static/",
    "/widget",
    "/m/",  # what mail links to: signed addresses
    "/api/",
    "/mail/inbound/",  # mail providers, by their signature
    "/healthz",
    "/readyz",
    "/metrics",
    "/favicon.ico",
)


# Of documents, of files that other sites may ask for, and of files that may change.
NEEDLESS = (
    *("Access-Control-Allow-Origin", "Cross-Origin-Opener-Policy", "Referrer-Policy"),
    *("ETag", "Last-Modified"),
)


def light_files(get_response: Handler) -> Handler:
    """A first page asks for sixty files: what they say about themselves was a sixth of it.

    Their addresses change with their content, so a browser never asks whether they did.
    """

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        if request.path.startswith(settings.STATIC_URL) and "immutable" in response.get(
            "Cache-Control", ""
        ):
            for name in NEEDLESS:
                response.headers.pop(name, None)
        return response

    return middleware


def security_headers(get_response: Handler) -> Handler:
    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        response.headers.setdefault("Content-Security-Policy", POLICY)
        response.headers.setdefault("Cache-Control", "private")  # no proxy keeps what staff read
        response.headers.setdefault(
            "Permissions-Policy", "camera=(), microphone=(), geolocation=()"
        )
        return response

    return middleware


def staff_only(get_response: Handler) -> Handler:
    """Every page needs a signed-in member of staff, unless its path has a door of its own."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        timezone.deactivate()  # what the thread's last request chose
        if request.user.is_authenticated:
            prepare(request)
        elif not request.path.startswith(OPEN_PATHS):
            return sign_in_first(request)
        return get_response(request)

    return middleware


def prepare(request: HttpRequest) -> None:
    """The environment and time zone of this request; see clew.people.requests."""
    request.user = get_user(request)  # itself: a page asks the lazy one hundreds of times
    known = Environments()
    if (asked := request.GET.get("environment")) and known.named(asked):
        request.session["environment"] = asked
    name = request.session.get("environment", "")
    request.environments = known  # type: ignore[attr-defined]
    request.environment = SimpleLazyObject(lambda: known.chosen(name))  # type: ignore[attr-defined]
    try:
        timezone.activate(zoneinfo.ZoneInfo(request.user.time_zone))  # type: ignore[union-attr]
    except (zoneinfo.ZoneInfoNotFoundError, ValueError):
        timezone.deactivate()


def sign_in_first(request: HttpRequest) -> HttpResponse:
    if request.headers.get("HX-Request") or request.path == "/live":
        return HttpResponse(status=401, headers={"HX-Redirect": settings.LOGIN_URL})
    return redirect(f"{settings.LOGIN_URL}?{urlencode({'next': request.get_full_path()})}")
