"""When a page could not be made: our fault, or an engine that does not answer for a while."""

import sys

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from clew.core.engines.gone import RETRY_SECONDS, silent_engine


def broken(request: HttpRequest) -> HttpResponse:  # noqa: ARG001  as Django calls it
    """Asks nobody anything: what it would ask may be what is gone."""
    engine = silent_engine(sys.exc_info()[1])
    if not engine:
        return HttpResponse(render_to_string("500.html"), status=500)
    page = render_to_string("503.html", {"engine": engine})
    return HttpResponse(page, status=503, headers={"Retry-After": RETRY_SECONDS})
