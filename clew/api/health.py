"""For machines that watch over Clew: /healthz, /readyz and /metrics at the root."""

from collections.abc import Callable

import orjson
import structlog
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, generate_latest

from clew.api.gauges import Gauges
from clew.events.store.connection import event_store

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
def metrics(_request: HttpRequest) -> HttpResponse:
    """For Prometheus. Numbers only, nothing of customers."""
    return HttpResponse(generate_latest(REGISTRY), content_type=CONTENT_TYPE_LATEST)


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
