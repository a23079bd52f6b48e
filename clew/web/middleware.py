"""What every answer carries, and who may see a page at all."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect

Handler = Callable[[HttpRequest], HttpResponseBase]

# No inline script, no eval; styles may set custom properties on elements (--h, --left).
POLICY = "; ".join(  # noqa: FLY002  one directive a line reads best
    [
        "default-src 'self'",
        "script-src 'self'",
        "style-src 'self' 'unsafe-inline'",
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
    "/-/",
    "/sign-in/",
    "/welcome/",
    "/static/",
    "/widget",
    "/api/",
    "/healthz",
    "/readyz",
    "/metrics",
    "/favicon.ico",
)


def security_headers(get_response: Handler) -> Handler:
    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        response.headers.setdefault("Content-Security-Policy", POLICY)
        response.headers.setdefault(
            "Permissions-Policy", "camera=(), microphone=(), geolocation=()"
        )
        return response

    return middleware


def staff_only(get_response: Handler) -> Handler:
    """Every page needs a signed-in member of staff, unless its path has a door of its own."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if request.path.startswith(OPEN_PATHS) or request.user.is_authenticated:
            return get_response(request)
        if request.headers.get("HX-Request"):
            return HttpResponse(status=401, headers={"HX-Redirect": settings.LOGIN_URL})
        return redirect(f"{settings.LOGIN_URL}?next={request.get_full_path()}")

    return middleware
