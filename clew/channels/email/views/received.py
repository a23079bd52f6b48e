"""Settings → Mail → Received: every mail that came in, and what became of it."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from clew.channels.email.intake.replaying import replay, replay_all
from clew.channels.email.intake.storing import bytes_of
from clew.channels.email.models import InboundMail
from clew.channels.email.received import queries
from clew.channels.email.received.account import account_for
from clew.channels.email.received.asking import ASKED, choices, count_again
from clew.channels.email.suspended.preview import preview_of
from clew.people.doors import admins
from clew.people.requests import StaffRequest
from clew.tickets.attachments import SANDBOX
from clew.tickets.views.doors import TEXT, actor, in_words

door = admins("Received mail")


@door
def received(request: StaffRequest) -> HttpResponse:
    asked = {key: value for key in ASKED if (value := request.GET.get(key, "").strip())}
    narrowed = queries.Asked(**{ASKED[key]: value for key, value in asked.items()})
    page = queries.page_for(request.user, narrowed, request.GET.get("before", ""))
    context = {"page": page, "asked": asked, **choices(request.user)}
    context["older"] = urlencode({**asked, "before": page.older}) if page.older else ""
    context["account"] = account_for(request.user)
    return render(request, "email_settings/received.html", context)


@door
def received_mail(request: StaffRequest, pk: int) -> HttpResponse:
    mail = mail_or_404(request, pk)
    context = {"mail": mail, "preview": preview_of(mail)}
    return render(request, "email_settings/received_mail.html", context)


@door
def received_raw(request: StaffRequest, pk: int) -> HttpResponse:
    """Strangers wrote it, so it never runs: plain text, no sniffing, in a sandbox."""
    mail = mail_or_404(request, pk)
    response = HttpResponse(bytes_of(mail).decode(errors="replace"), content_type=TEXT)
    response["Content-Security-Policy"] = SANDBOX
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Disposition"] = f'inline; filename="mail-{mail.pk}.eml.txt"'
    return response


@require_POST
@in_words
@door
def replaying(request: StaffRequest, pk: int) -> HttpResponse:
    replay(mail=mail_or_404(request, pk), by=actor(request))
    messages.success(request, "It is read again now.")
    return redirect("received-mail", pk)


@require_POST
@in_words
@door
def replaying_all(request: StaffRequest) -> HttpResponse:
    count = replay_all(reason=request.POST.get("reason", ""), by=actor(request))
    messages.success(request, f"{count} mails are read again now.")
    return redirect("received")


@require_POST
@in_words
@door
def counting(request: StaffRequest) -> HttpResponse:
    """Asks the mail servers, and fetches what is missing."""
    count_again(by=actor(request))
    messages.success(request, "Counting again. What is missing is fetched; reload in a moment.")
    return redirect("received")


def mail_or_404(request: StaffRequest, pk: int) -> InboundMail:
    try:
        return queries.received_mail_for(request.user, pk)
    except InboundMail.DoesNotExist:
        raise Http404("There is no such mail.") from None
