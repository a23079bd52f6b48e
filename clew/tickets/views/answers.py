"""What a change answers: the ticket's head and conversation anew, and a toast that can undo."""

import json
from collections.abc import Hashable
from dataclasses import dataclass, field, replace
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render

from clew.people.models import Staff
from clew.people.requests import StaffRequest
from clew.people.staff_queries import colleagues, every_team
from clew.tickets.lifecycle import Who, afters
from clew.tickets.models import Message, Severity, Status, Ticket
from clew.tickets.queries import conversation, followers_of
from clew.tickets.views.context_rows import context_rows
from clew.tickets.views.lifecycle_forms import wake_ups
from clew.tickets.views.own_fields import own_fields


@dataclass(frozen=True)
class Toast:
    """``undo`` is a request that puts things back: its address and fields."""

    text: str
    undo: dict[str, Any] = field(default_factory=dict)
    offer: dict[str, Any] = field(default_factory=dict)  # another thing to do, beside undoing
    shows: Message | None = None  # all that is new to the page

    def undone_by(self, url: str, **fields: str | list[str]) -> "Toast":
        return replace(self, undo={"url": url, "fields": fields})

    def offering(self, text: str, url: str, **fields: str | list[str]) -> "Toast":
        return replace(self, offer={"text": text, "url": url, "fields": fields})

    def onto(self, response: HttpResponse) -> HttpResponse:
        """In a header, as ASCII; workspace/toasts.js shows it."""
        more = {"undo": self.undo, "offer": self.offer}
        said = {"text": self.text, **{name: value for name, value in more.items() if value}}
        response["X-Clew-Toast"] = json.dumps(said)
        return response


def changed(request: StaffRequest, ticket: Ticket, toast: Toast) -> HttpResponse:
    """Without JavaScript it is the page again."""
    if not request.htmx:
        return redirect(ticket)
    if toast.shows:
        return toast.onto(message_answer(request, ticket, toast.shows))
    return toast.onto(conversation_answer(request, ticket))


def message_answer(request: StaffRequest, ticket: Ticket, message: Message) -> HttpResponse:
    """One message of the reader's own, to be put below the others."""
    pictures = {request.user.pk: request.user.picture_url}
    context = {"ticket": ticket, "message": message, "pictures": pictures}
    return render(request, "tickets/ticket/posted.html", context)


def conversation_answer(request: StaffRequest, ticket: Ticket) -> HttpResponse:
    context = conversation_context(request, ticket)
    return render(request, "tickets/ticket/conversation.html", context)


def conversation_context(request: StaffRequest, ticket: Ticket) -> dict[str, Any]:
    people, is_closed = colleagues(), ticket.status == Status.CLOSED
    agents = [staff for staff in people if staff.can_reply_publicly]
    followers = [] if is_closed else followers_of(ticket)  # a closed one shows none
    return {
        "ticket": ticket,
        "entries": conversation(ticket),
        "context_rows": context_rows(ticket.context, by_mail=ticket.channel == "email"),
        "agents": agents,
        "agents_face": _agents_face(request.user, ticket, agents),
        "teams": every_team,  # asked for only by a ticket that can change
        "statuses": _statuses(ticket),
        "severities": Severity.choices,
        "followers": followers,
        "follows": any(follower.staff_id == request.user.pk for follower in followers),
        "own_fields": own_fields(ticket, people),
        "pictures": {staff.pk: staff.picture_url for staff in people},
        "may_change": request.user.can_reply_publicly and not is_closed,
        "wake_ups": wake_ups(),
        "has_mail_server": bool(settings.EMAIL_URL),
    }


def _agents_face(me: Staff, ticket: Ticket, agents: list[Staff]) -> tuple[Hashable, ...]:
    """Everything that the menu of assignees shows."""
    others = tuple((each.pk, each.name, each.picture) for each in agents)
    return (me.pk, me.name, me.picture, ticket.assignee_id, others)


def _statuses(ticket: Ticket) -> list[tuple[str, str]]:
    """The one it has, and where an agent can take it."""
    shown = {ticket.status, *afters(ticket.status, Who.AGENT)}
    return [(status.value, str(status.label)) for status in Status if status in shown]
