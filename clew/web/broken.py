"""When a page could not be made: our fault, or an engine that does not answer for a while."""

import sys

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from clew.api.v1.problems import fault
from clew.core.engines.gone import RETRY_SECONDS, silent_engine


def broken(request: HttpRequest) -> HttpResponse:
    """Asks nobody anything: what it would ask may be what is gone."""
    error = sys.exc_info()[1]
    if request.path.startswith("/api/"):
        return fault(request, error)
    engine = silent_engine(error)
    if not engine:
        return HttpResponse(render_to_string("500.html"), status=500)
    page = render_to_string("503.html", {"engine": engine})
    return HttpResponse(page, status=503, headers={"Retry-After": RETRY_SECONDS})
