"""Where mail providers hand mail over. Anybody may knock; the signature opens."""

from http import HTTPStatus

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from clew.channels.email.intake.handing_over import store_once
from clew.channels.email.intake.provider_shapes import ShapeError, handed_over
from clew.core.callers import Allowance, Limiter, caller_address

KNOCKING = Limiter(Allowance(burst=2000, per_minute=1200))  # from one address
OFF = "Set CLEW_INBOUND_MAIL_SECRET to the secret that your provider signs with."


@csrf_exempt
@require_POST
def provider_mail(request: HttpRequest, slug: str) -> HttpResponse:  # noqa: ARG001  for your eyes
    """Answers once the mail is committed; a provider that hears anything else comes again."""
    if wait := KNOCKING.seconds_to_wait(caller_address(request)):
        return _refused(429, f"Too many requests. Come again in {wait} seconds.", wait)
    if not settings.CLEW_INBOUND_MAIL_SECRET:
        return _refused(404, OFF)
    try:
        mail = store_once(handed_over(request))
    except ShapeError as error:
        return _refused(error.status, str(error))
    except RequestDataTooBig:
        return _refused(413, "This form is too large. Ask your provider for raw mail.")
    return JsonResponse({"stored": str(mail.stable_id)})


def _refused(status: int, said: str, wait: int = 0) -> HttpResponse:
    document = {"title": HTTPStatus(status).phrase, "status": status, "detail": said}
    headers = {"Retry-After": str(wait)} if wait else {}
    kind = "application/problem+json"
    return JsonResponse(document, status=status, content_type=kind, headers=headers)
