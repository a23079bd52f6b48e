"""A message becomes a ticket of its own, and goes back."""

from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.text import Truncator
from django.views.decorators.http import require_GET, require_POST

from clew.people.requests import StaffRequest
from clew.tickets import actions
from clew.tickets.actions.splits import messages_to_move
from clew.tickets.forms import SplitForm
from clew.tickets.models import Message, Split, Ticket
from clew.tickets.queries.merging import message_for, split_for
from clew.tickets.rendering import plain_text
from clew.tickets.views.answers import Toast
from clew.tickets.views.doors import actor, checked, in_words, on_ticket

SUBJECT = 80  # characters that the message's first words may have


@require_GET
@on_ticket
def split_dialog(request: StaffRequest, ticket: Ticket, pk: int) -> HttpResponse:
    message = _message(request, ticket, pk)
    first_line = next(iter(plain_text(message.body).strip().splitlines()), "")
    context = {
        "ticket": ticket,
        "message": message,
        "subject": Truncator(first_line).chars(SUBJECT) or ticket.subject,
        "later": messages_to_move(message, following=True).count() - 1,
    }
    return render(request, "tickets/joining/split.html", context)


@require_POST
@on_ticket
def splits(request: StaffRequest, ticket: Ticket, pk: int) -> HttpResponseBase:
    asked = checked(SplitForm(request.POST))
    new = actions.split_ticket(
        message=_message(request, ticket, pk),
        by=actor(request),
        subject=asked["subject"],
        following=asked["following"],
    )
    toast = Toast(f"#{new.number} is a ticket of its own")
    return _answer(request, new, toast.undone_by(f"{new.get_absolute_url()}/split/undo"))


@require_POST
@in_words
def undo_split(request: StaffRequest, number: int) -> HttpResponseBase:
    try:
        split = split_for(request.user, number)
    except Split.DoesNotExist:
        raise Http404("This ticket was not split off.") from None
    actions.undo_split(split=split, by=actor(request))
    return _answer(
        request, split.source, Toast(f"The messages are on #{split.source.number} again")
    )


def _message(request: StaffRequest, ticket: Ticket, pk: int) -> Message:
    try:
        return message_for(request.user, ticket.number, pk)
    except Message.DoesNotExist:
        raise ValidationError("The message is not on this ticket any more.") from None


def _answer(request: StaffRequest, ticket: Ticket, toast: Toast) -> HttpResponseBase:
    if not request.htmx:
        return redirect(ticket)
    answer = HttpResponse(status=204)
    answer["X-Clew-Location"] = ticket.get_absolute_url()
    return toast.onto(answer)
