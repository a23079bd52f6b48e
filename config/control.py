"""The running server's own door for ``clew tick``, ``clew sql`` and ``clew backup``.

Its token is in the data directory.
"""

import secrets
from collections.abc import Callable
from pathlib import Path

import orjson
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.dateparse import parse_datetime
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from clew.analytics.sql.for_operators import asked_by_operator
from clew.backup.steps import run_step
from clew.core import clock
from clew.core.test_only import NOT_FOR_TESTS, is_test_only
from config.schedule import SCHEDULE
from config.settling import wait_until_idle

token = secrets.token_urlsafe(24)  # replaced by `clew up`, which writes it down for the CLI


@csrf_exempt  # no ambient authority: the token is a header of its own
@require_POST
def tick(request: HttpRequest) -> HttpResponse:
    if not _holds_token(request):
        return HttpResponse(status=404)
    at = request.GET.get("at")
    if at and not is_test_only(Path(settings.CLEW_DATA_DIR)):
        return HttpResponse(NOT_FOR_TESTS, status=400)
    try:
        return HttpResponse(run_tick(at, settle=wait_until_idle if at else None))
    except (ValueError, TimeoutError) as error:
        return HttpResponse(str(error), status=400)


@csrf_exempt
@require_POST
def sql(request: HttpRequest) -> HttpResponse:
    """For whoever holds the data directory, and so the data."""
    if not _holds_token(request):
        return HttpResponse(status=404)
    asked = orjson.loads(request.body)
    return HttpResponse(orjson.dumps(asked_by_operator(asked)), content_type="application/json")


@csrf_exempt
@require_POST
def backup(request: HttpRequest) -> HttpResponse:
    """One step of ``clew backup`` that needs the event store."""
    if not _holds_token(request):
        return HttpResponse(status=404)
    done = run_step(orjson.loads(request.body))
    return HttpResponse(orjson.dumps(done), content_type="application/json")


def _holds_token(request: HttpRequest) -> bool:
    given = request.headers.get("X-Clew-Control", "")
    return secrets.compare_digest(given.encode(), token.encode())


def run_tick(at: str | None, settle: Callable[[], None] | None = None) -> str:
    """Run everything that is due, as of ``at`` (ISO 8601) or now. Says what ran.

    ``settle`` does what that set off, at the same time of the clock.
    """
    instant = parse_datetime(at) if at else None
    if at and instant is None:
        raise ValueError(f"{at!r} is not an instant. Write it as 2026-11-21T09:00:00Z.")
    with clock.moved_to(instant):
        for due in SCHEDULE:
            due.run()
        if settle is not None:
            settle()
    names = ", ".join(due.name for due in SCHEDULE)
    return f"Ran: {names}." if names else "Nothing is time-driven yet."
