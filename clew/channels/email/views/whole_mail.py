"""The whole mail behind a message: its headers, and its HTML in a sandbox of its own."""

from django.http import Http404, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_GET

from clew.channels.email.reading.rows import header_rows
from clew.channels.email.reading.whole import Whole, page_of, whole_mail_of
from clew.people.requests import StaffRequest
from clew.tickets.models import Message
from clew.tickets.views.message_doors import on_message

# Nothing runs, nothing is sent, nothing is loaded but our style and what ``img-src`` names.
POLICY = (
    "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; style-src 'self'; "
    "img-src {pictures}; base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
)
THEMES = {"light", "dark"}


@require_GET
@on_message
def whole_mail(request: StaffRequest, message: Message) -> HttpResponseBase:
    whole = _read(message)
    context = {"message": message, "whole": whole, "rows": header_rows(message, whole.parsed)}
    return render(request, "email/whole_mail.html", context)


@require_GET
@xframe_options_sameorigin
@on_message
def whole_mail_page(request: StaffRequest, message: Message) -> HttpResponseBase:
    """``pictures``: this reader asked for those from elsewhere, this once."""
    remote = request.GET.get("pictures") == "1"
    parsed = _read(message, remote_pictures=remote).parsed
    theme = request.GET.get("theme", "")
    context = {
        "html": page_of(parsed) if parsed else "",
        "theme": theme if theme in THEMES else "",
    }
    response = render(request, "email/whole_mail_page.html", context)
    allowed = "data: https:" if remote else "data:"
    response["Content-Security-Policy"] = POLICY.format(pictures=allowed)
    response["Referrer-Policy"] = "no-referrer"
    response["Cache-Control"] = "private, no-store"
    return response


def _read(message: Message, *, remote_pictures: bool = False) -> Whole:
    whole = whole_mail_of(message, remote_pictures=remote_pictures)
    if whole is None:
        raise Http404("The original of this mail is not kept.")
    return whole
