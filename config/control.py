"""The running server's own door for ``clew tick``: its token is in the data directory."""

import secrets

from django.http import HttpRequest, HttpResponse
from django.utils.dateparse import parse_datetime
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from clew.core import clock
from config.schedule import SCHEDULE

token = secrets.token_urlsafe(24)  # replaced by `clew up`, which writes it down for the CLI


@csrf_exempt  # no ambient authority: the token is a header of its own
@require_POST
def tick(request: HttpRequest) -> HttpResponse:
    if not secrets.compare_digest(request.headers.get("X-Clew-Control", ""), token):
        return HttpResponse(status=404)
    try:
        return HttpResponse(run_tick(request.GET.get("at")))
    except ValueError as error:
        return HttpResponse(str(error), status=400)


def run_tick(at: str | None) -> str:
    """Run everything that is due, as of ``at`` (ISO 8601) or now. Says what ran."""
    instant = parse_datetime(at) if at else None
    if at and instant is None:
        raise ValueError(f"{at!r} is not an instant. Write it as 2026-11-21T09:00:00Z.")
    with clock.moved_to(instant):
        for due in SCHEDULE:
            due.run()
    names = ", ".join(due.name for due in SCHEDULE)
    return f"Ran: {names}." if names else "Nothing is time-driven yet."
