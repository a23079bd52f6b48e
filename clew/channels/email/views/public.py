"""Pages for customers, without signing in: a file of a mail, and getting no more mail."""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Concatenate, ParamSpec

from django.core import signing
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from clew.channels.email.outgoing import unsubscribing
from clew.channels.email.outgoing.file_links import EndedError, attachment_of
from clew.core.callers import Allowance, Limiter, caller_address
from clew.tickets.attachments import attachment_response
from clew.tickets.models import Attachment, Ticket

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]
# A whole office behind one address opens the mail of a colleague, each with several files.
ASKING = Limiter(Allowance(burst=120, per_minute=60))
# The address is the permission: nobody else should find it, and no page should pass it on.
PRIVATE = {"X-Robots-Tag": "noindex, nofollow", "Referrer-Policy": "no-referrer"}


def public(view: View[P]) -> View[P]:
    """Not too often, and nothing that leads others here. No cookie counts, so no CSRF either."""

    @csrf_exempt
    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if wait := ASKING.seconds_to_wait(caller_address(request)):
            response: HttpResponseBase = _gone(request, "slow", HTTPStatus.TOO_MANY_REQUESTS)
            response.headers["Retry-After"] = str(wait)
        else:
            response = view(request, *args, **kwargs)
        for name, value in PRIVATE.items():
            response.headers[name] = value
        return response

    return guarded


@require_safe
@public
def mail_file(request: HttpRequest, token: str, name: str) -> HttpResponseBase:  # noqa: ARG001  for the address bar
    try:
        return attachment_response(attachment_of(token))
    except EndedError:
        return _gone(request, "ended", HTTPStatus.GONE)
    except (Attachment.DoesNotExist, FileNotFoundError):
        return _gone(request, "file", HTTPStatus.NOT_FOUND)


@require_http_methods(["GET", "HEAD", "POST"])
@public
def unsubscribe(request: HttpRequest, token: str) -> HttpResponseBase:
    """A mail program posts by itself (RFC 8058); a GET alone changes nothing: scanners open it."""
    try:
        number, address = unsubscribing.told_by(token)
        ticket = Ticket.objects.get(number=number)
    except (signing.BadSignature, Ticket.DoesNotExist):
        return _gone(request, "unknown", HTTPStatus.NOT_FOUND)
    context = {"ticket": ticket, "address": address}
    if request.method == "POST":
        context["back"] = unsubscribing.unsubscribe(address, ticket)
    context["done"] = unsubscribing.is_unsubscribed(ticket, address)
    return render(request, "email/unsubscribe.html", context)


@require_POST
@public
def subscription(request: HttpRequest) -> HttpResponseBase:
    """Undoes it, with what the page that did it was given."""
    try:
        restored = unsubscribing.subscribe_again(request.POST.get("back", ""))
    except (signing.BadSignature, ValidationError):
        restored = False
    status = HTTPStatus.OK if restored else HTTPStatus.GONE
    return render(request, "email/subscribed.html", {"restored": restored}, status=status)


def _gone(request: HttpRequest, why: str, status: HTTPStatus) -> HttpResponse:
    return render(request, "email/gone.html", {"why": why}, status=status)
