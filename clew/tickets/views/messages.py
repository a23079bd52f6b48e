"""Replies and notes, their preview, and a delivery that is tried again."""

from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.views.decorators.http import require_POST

from clew.people.requests import StaffRequest
from clew.tickets import actions
from clew.tickets.actions.crossing import unless_crossed
from clew.tickets.forms import MessageForm, PreviewForm
from clew.tickets.mentioning import mentioned_in
from clew.tickets.models import Attachment, Delivery, Status, Ticket
from clew.tickets.pictures import shown_pictures
from clew.tickets.queries import attachment_for
from clew.tickets.rendering import html_of
from clew.tickets.sending_options import SEND_DELAY
from clew.tickets.views.answers import Toast, changed, conversation_answer
from clew.tickets.views.confidential import asks_before_publishing, refuse_words_of_notes
from clew.tickets.views.crossing import asks_first
from clew.tickets.views.doors import actor, checked, on_ticket
from clew.tickets.views.once import once
from clew.tickets.views.riding import with_changes


@require_POST
@asks_first
@asks_before_publishing
@on_ticket
def messages(request: StaffRequest, ticket: Ticket) -> HttpResponseBase:
    message = checked(MessageForm(request.POST))
    write = _note if message["kind"] == "note" else _reply
    nonce = f"{request.user.pk}:{ticket.pk}:{message['nonce']}" if message["nonce"] else ""
    said = once(
        nonce,
        lambda: with_changes(request, ticket, message, write),
        already=Toast("It arrived before"),
    )
    return changed(request, ticket, said)


def _note(request: StaffRequest, ticket: Ticket, message: dict[str, Any]) -> Toast:
    note = actions.add_note(
        ticket=ticket,
        staff=request.user,
        body=message["body"],
        attachments=attachments_of(request),
        mentions=message["mention"],
    )
    actions.forget_draft(ticket=ticket, staff=request.user, kind="note")
    return Toast(f"Note added to #{ticket.number}", shows=note)


def _reply(request: StaffRequest, ticket: Ticket, message: dict[str, Any]) -> Toast:
    """Held for as long as it can be taken back; sent at once when the delay is 0."""
    if not message["confirmed"]:
        refuse_words_of_notes(request, ticket, message["body"])
    seconds = SEND_DELAY.value()
    with unless_crossed(ticket=ticket, staff=request.user, seen=message["seen"]):
        said = (
            _held(request, ticket, message, seconds) if seconds else _sent(request, ticket, message)
        )
        actions.forget_draft(ticket=ticket, staff=request.user, kind="reply")
    return said


def _held(request: StaffRequest, ticket: Ticket, message: dict[str, Any], seconds: int) -> Toast:
    reply = actions.hold_reply(seconds=seconds, **_reply_of(request, ticket, message))
    toast = Toast(f"Reply to #{ticket.number} leaves in {seconds} s", shows=reply)
    return toast.undone_by(reverse("message-return", args=[ticket.number, reply.pk]))


def _sent(request: StaffRequest, ticket: Ticket, message: dict[str, Any]) -> Toast:
    before, status = ticket.status, message["status"]
    actions.reply(**_reply_of(request, ticket, message))
    if not status or status == before:
        return Toast(f"Reply to #{ticket.number} is on its way")
    toast = Toast(f"Replied, #{ticket.number} is {_label(ticket.status)}")
    return toast.undone_by(f"{ticket.get_absolute_url()}/status", status=before)


def _reply_of(request: StaffRequest, ticket: Ticket, message: dict[str, Any]) -> dict[str, Any]:
    return {
        "ticket": ticket,
        "staff": request.user,
        "body": message["body"],
        "attachments": attachments_of(request),
        "status": message["status"] or None,
        "hold_until": message["hold_until"],
    }


def _label(status: str) -> str:
    return str(Status(status).label).lower()


@require_POST
@on_ticket
def preview(request: StaffRequest, ticket: Ticket) -> HttpResponse:  # noqa: ARG001  the door is the point
    """As it will be shown, with the pictures and names it would have."""
    body = checked(PreviewForm(request.POST))["body"]
    files = attachments_of(request)
    named = mentioned_in(body) if request.POST.get("kind") == "note" else []
    names = [staff.name for staff in named]
    return HttpResponse(html_of(body, pictures=shown_pictures(body, files), mentions=names))


@require_POST
@on_ticket
def delivery_attempt(request: StaffRequest, ticket: Ticket, delivery_id: int) -> HttpResponseBase:
    delivery = Delivery.objects.filter(message__ticket=ticket, pk=delivery_id).first()
    if delivery is None:
        raise Http404("There is no such delivery.")
    actions.retry_delivery(delivery=delivery, by=actor(request))
    return Toast("The reply is being sent again").onto(conversation_answer(request, ticket))


def attachments_of(request: StaffRequest) -> list[Attachment]:
    """Raises ValidationError when one is gone."""
    secrets = dict.fromkeys(request.POST.getlist("attachment"))
    try:
        return [attachment_for(request.user, secret) for secret in secrets]
    except Attachment.DoesNotExist:
        raise ValidationError("An attachment has expired. Remove it and attach it again.") from None
