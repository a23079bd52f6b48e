"""How often somebody without a session may ask, and guess what opens a door.

The widget, pages that mail links to, mail providers and capture count by themselves, more
narrowly; this is the limit for the rest, so that a new address is never without one.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus

import orjson
from django.http import HttpRequest, HttpResponse, HttpResponseBase

from clew.core.callers import Allowance, Limiter
from clew.core.callers import caller_address as asks

Handler = Callable[[HttpRequest], HttpResponseBase]
# A company behind one address signs in at nine, and whoever watches over Clew asks every second.
ASKING = Limiter(Allowance(burst=600, per_minute=600))
# Scripts that every page of the customer's product loads, perhaps all through one proxy.
FILES = Limiter(Allowance(burst=6000, per_minute=6000))
# Wrong tokens, links and signatures. What is right goes on opening: nobody is locked out.
GUESSING = Limiter(Allowance(burst=30, per_minute=10))
SCRIPTS = ("/widget.js", "/widget-fields.js", "/favicon.ico", "/static/")
COUNTED_THERE = ("/widget/api/", "/m/", "/mail/inbound/", "/api/")
# What doors answer to whoever brings the wrong key.
REFUSALS = {
    "/api/": {HTTPStatus.UNAUTHORIZED},
    "/welcome/": {HTTPStatus.GONE},
    "/mail/inbound/": {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND},
    "/m/": {HTTPStatus.NOT_FOUND},
    "/-/": {HTTPStatus.NOT_FOUND},
    "/metrics": {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND},
}


@dataclass(frozen=True)
class Limits:
    """What counts at an address: every request, and those that were refused."""

    asking: Limiter | None
    refusals: frozenset[int]


def limits_of(path: str) -> Limits:
    refusals = next((kinds for start, kinds in REFUSALS.items() if path.startswith(start)), ())
    asking = FILES if path.startswith(SCRIPTS) else ASKING
    counted_there = path.startswith(COUNTED_THERE)
    return Limits(None if counted_there else asking, frozenset(int(each) for each in refusals))


def not_too_often(get_response: Handler) -> Handler:
    def middleware(request: HttpRequest) -> HttpResponseBase:
        limits = limits_of(request.path)
        counted = limits.asking if not request.user.is_authenticated else None
        if counted and (wait := counted.seconds_to_wait(asks(request))):
            return slower(wait)
        response = get_response(request)
        guessed = response.status_code in limits.refusals and brought_a_key(request)
        if guessed and (wait := GUESSING.seconds_to_wait(asks(request))):
            return slower(wait)
        return response

    return middleware


def brought_a_key(request: HttpRequest) -> bool:
    """Nothing is guessed by asking the API without a token."""
    return not request.path.startswith("/api/") or "Authorization" in request.headers


def slower(wait: int) -> HttpResponse:
    """The same words for people and programs."""
    seconds = math.ceil(wait)
    said = {
        "type": "about:blank",
        "title": "Too Many Requests",
        "status": 429,
        "detail": f"Too many requests from this address. Try again in {seconds} seconds.",
    }
    headers = {"Retry-After": str(seconds)}
    return HttpResponse(
        orjson.dumps(said), status=429, content_type="application/problem+json", headers=headers
    )
