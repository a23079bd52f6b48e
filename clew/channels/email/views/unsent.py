"""Settings → Mail → Not sent: why, and trying again."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from clew.channels.email.outgoing import unsent
from clew.people.doors import admins
from clew.people.requests import StaffRequest
from clew.tickets.actions import retry_delivery
from clew.tickets.models import Delivery
from clew.tickets.views.doors import actor, in_words

door = admins("Mail")


@require_GET
@door
def unsent_list(request: StaffRequest) -> HttpResponse:
    context = {"unsent": unsent.unsent_for(request.user), "shown": unsent.SHOWN}
    return render(request, "email_settings/unsent.html", context)


@require_POST
@in_words
@door
def unsent_attempts(request: StaffRequest) -> HttpResponse:
    count = unsent.retry_all(staff=request.user, by=actor(request))
    messages.success(request, f"{count} {'mail is' if count == 1 else 'mails are'} sent again")
    return redirect("mail-unsent")


@require_POST
@in_words
@door
def unsent_attempt(request: StaffRequest, pk: int) -> HttpResponse:
    try:
        delivery = unsent.unsent_delivery_for(request.user, pk)
    except Delivery.DoesNotExist:
        raise Http404("There is no such mail any more.") from None
    retry_delivery(delivery=delivery, by=actor(request))
    messages.success(request, f"The mail to {delivery.address} is sent again")
    return redirect("mail-unsent")
