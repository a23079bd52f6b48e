"""Replies and notes, their preview, and a delivery that is tried again."""

from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, HttpResponseBase
from django.views.decorators.http import require_POST

from clew.people.requests import StaffRequest
from clew.tickets import actions
from clew.tickets.actions.crossing import unless_crossed
from clew.tickets.forms import MessageForm, PreviewForm
from clew.tickets.models import Attachment, Delivery, Ticket
from clew.tickets.queries import attachment_for
from clew.tickets.rendering import html_of
from clew.tickets.views.answers import Toast, changed, conversation_answer
from clew.tickets.views.crossing import asks_first
from clew.tickets.views.doors import actor, checked, in_words, on_ticket
from clew.tickets.views.once import once


@require_POST
@asks_first
@on_ticket
def messages(request: StaffRequest, ticket: Ticket) -> HttpResponseBase:
    message = checked(MessageForm(request.POST))
    write = _note if message["kind"] == "note" else _reply
    nonce = f"{request.user.pk}:{ticket.pk}:{message['nonce']}" if message["nonce"] else ""
    said = once(nonce, lambda: write(request, ticket, message), already=Toast("It arrived before"))
    return changed(request, ticket, said)


def _note(request: StaffRequest, ticket: Ticket, message: dict[str, str]) -> Toast:
    files = _attachments(request)
    actions.add_note(ticket=ticket, staff=request.user, body=message["body"], attachments=files)
    return Toast(f"Note added to #{ticket.number}")


def _reply(request: StaffRequest, ticket: Ticket, message: dict[str, Any]) -> Toast:
    before, files, status = ticket.status, _attachments(request), message["status"]
    with unless_crossed(ticket=ticket, staff=request.user, seen=message["seen"]):
        actions.reply(
            ticket=ticket,
            staff=request.user,
            body=message["body"],
            attachments=files,
            status=status or None,
        )
    if not status or status == before:
        return Toast(f"Reply to #{ticket.number} is on its way")
    toast = Toast(f"Replied, #{ticket.number} is {ticket.get_status_display().lower()}")
    return toast.undone_by(f"{ticket.get_absolute_url()}/status", status=before)


@require_POST
@in_words
def preview(request: StaffRequest, number: int) -> HttpResponse:  # noqa: ARG001  same address
    return HttpResponse(html_of(checked(PreviewForm(request.POST))["body"]))


@require_POST
@on_ticket
def delivery_attempt(request: StaffRequest, ticket: Ticket, delivery_id: int) -> HttpResponseBase:
    delivery = Delivery.objects.filter(message__ticket=ticket, pk=delivery_id).first()
    if delivery is None:
        raise Http404("There is no such delivery.")
    actions.retry_delivery(delivery=delivery, by=actor(request))
    return Toast("The reply is being sent again").onto(conversation_answer(request, ticket))


def _attachments(request: StaffRequest) -> list[Attachment]:
    """Raises ValidationError when one is gone."""
    secrets = dict.fromkeys(request.POST.getlist("attachment"))
    try:
        return [attachment_for(request.user, secret) for secret in secrets]
    except Attachment.DoesNotExist:
        raise ValidationError("An attachment has expired. Remove it and attach it again.") from None
