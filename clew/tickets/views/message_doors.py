"""How a view gets one message of its ticket; what is not there, or not to be seen, is a 404."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.http import Http404, HttpResponseBase

from clew.people.requests import StaffRequest
from clew.tickets.models import Message, Ticket
from clew.tickets.queries.messages import message_of
from clew.tickets.views.doors import on_ticket

P = ParamSpec("P")
OnMessage = Callable[Concatenate[StaffRequest, Message, P], HttpResponseBase]


def on_message(view: OnMessage[P]) -> Callable[..., HttpResponseBase]:
    """The message knows its ticket."""

    @wraps(view)
    def with_message(
        request: StaffRequest, ticket: Ticket, /, *args: P.args, **kwargs: P.kwargs
    ) -> HttpResponseBase:
        try:
            message = message_of(ticket, int(str(kwargs.pop("message_id"))))
        except Message.DoesNotExist:
            raise Http404("There is no such message. It may have been taken back.") from None
        return view(request, message, *args, **kwargs)

    return on_ticket(with_message)
