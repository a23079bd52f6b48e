"""The ticket page, and the part of it that live updates refetch."""

from django.core.exceptions import ValidationError
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_GET

from clew.people.requests import StaffRequest
from clew.tickets.channels import channels
from clew.tickets.models import Message, Status, Ticket
from clew.tickets.queries import VIEWS, View, view_for
from clew.tickets.queries.neighbours import neighbours
from clew.tickets.views.answers import conversation_answer, conversation_context
from clew.tickets.views.doors import on_ticket
from clew.tickets.views.listing import chosen
from clew.tickets.views.merging import survivor_answer


@require_GET
@on_ticket
def ticket(request: StaffRequest, ticket: Ticket) -> HttpResponseBase:
    if ticket.merged_into_id and "original" not in request.GET:
        return survivor_answer(request, ticket)
    view = _view(request, ticket)
    return render(request, "tickets/ticket/page.html", {
        **conversation_context(request, ticket),
        "view": view,
        "neighbours": neighbours(request.user, ticket, view),
        "recipients": [] if ticket.status == Status.CLOSED else _recipients(ticket),
    })  # fmt: skip


@require_GET
@on_ticket
def ticket_conversation(request: StaffRequest, ticket: Ticket) -> HttpResponse:
    return conversation_answer(request, ticket)


def _view(request: StaffRequest, ticket: Ticket) -> View:
    """Where the reader came from, else where the ticket would be looked for."""
    named = view_for(request.user, request.GET.get("view", ""))
    fallback = "solved" if ticket.is_solved else "open"
    view = named or next(view for view in VIEWS if view.slug == fallback)
    try:
        return chosen(request, view)
    except ValidationError:
        return view


def _recipients(ticket: Ticket) -> list[str]:
    """Where a reply will go, as the channels will decide it."""
    reply = Message(ticket=ticket, public=True)
    addresses = [address for each in channels() for address in each.addresses(ticket, reply)]
    return list(dict.fromkeys(addresses))
