"""For machines that watch over Clew: /healthz, /readyz and /metrics at the root."""

from collections.abc import Callable
from ipaddress import ip_address

import orjson
import structlog
from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, generate_latest

from clew.api.gauges import Gauges
from clew.events.store.connection import event_store
from clew.people.key_actions import use_api_token
from clew.people.models import Scope

log = structlog.get_logger(__name__)


@require_safe
def healthz(_request: HttpRequest) -> HttpResponse:
    """The process answers. Says nothing about the engines, so that a restart is not the cure."""
    return HttpResponse("ok", content_type="text/plain")


@require_safe
def readyz(_request: HttpRequest) -> HttpResponse:
    """200 when both engines answer, else 503 and which one does not."""
    found = {name: _works(check) for name, check in CHECKS.items()}
    status = 200 if all(found.values()) else 503
    words = {name: "ok" if works else "no answer" for name, works in found.items()}
    return HttpResponse(orjson.dumps(words), status=status, content_type="application/json")


@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """For Prometheus, on this machine, in this network or with an API token.

    Numbers only, nothing of customers; but how many tickets wait is nobody else's business.
    """
    if not (_is_near(request) or _has_token(request)):
        raise Http404
    return HttpResponse(generate_latest(REGISTRY), content_type=CONTENT_TYPE_LATEST)


def _is_near(request: HttpRequest) -> bool:
    """A proxy on this machine speaks for strangers, and says so."""
    try:
        address = ip_address(request.META.get("REMOTE_ADDR", ""))
    except ValueError:
        return False
    return address.is_private and "X-Forwarded-For" not in request.headers


def _has_token(request: HttpRequest) -> bool:
    kind, _, bearer = request.headers.get("Authorization", "").partition(" ")
    token = use_api_token(bearer=bearer.strip()) if kind.lower() == "bearer" else None
    return token is not None and token.scope != Scope.CAPTURE


def _postgres() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def _events() -> None:
    with event_store().reader() as client:
        client.command("SELECT 1")


CHECKS: dict[str, Callable[[], None]] = {"postgres": _postgres, "events": _events}


def _works(check: Callable[[], None]) -> bool:
    try:
        check()
    except Exception:  # whatever it is, the engine does not answer
        log.exception("readyz.failed", check=check.__name__)
        return False
    return True


REGISTRY.register(Gauges())
urlpatterns = [
    path("healthz", healthz),
    path("readyz", readyz),
    path("metrics", metrics),
]
