"""How a request gets its ticket, and how a refusal is said in words."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.core.exceptions import PermissionDenied, ValidationError
from django.forms import Form
from django.http import Http404, HttpResponse, HttpResponseBase

from clew.core.actors import Actor
from clew.people.requests import StaffRequest
from clew.tickets.models import Ticket
from clew.tickets.queries import ticket_for

P = ParamSpec("P")
Plain = Callable[Concatenate[StaffRequest, P], HttpResponseBase]
OnTicket = Callable[Concatenate[StaffRequest, Ticket, P], HttpResponseBase]
TEXT = "text/plain; charset=utf-8"


def in_words(view: Plain[P]) -> Plain[P]:
    """What an action refuses is answered as a sentence: 422 can be corrected, 403 cannot."""

    @wraps(view)
    def guarded(request: StaffRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        try:
            return view(request, *args, **kwargs)
        except ValidationError as error:
            return HttpResponse(" ".join(error.messages), status=422, content_type=TEXT)
        except PermissionDenied as error:
            return HttpResponse(str(error), status=403, content_type=TEXT)

    return guarded


def on_ticket(view: OnTicket[P]) -> Callable[..., HttpResponseBase]:
    """Gives the view the ticket of its address; a hidden one does not exist."""

    @wraps(view)
    def with_ticket(
        request: StaffRequest, number: int, *args: P.args, **kwargs: P.kwargs
    ) -> HttpResponseBase:
        return view(request, ticket_or_404(request, number), *args, **kwargs)

    return in_words(with_ticket)


def ticket_or_404(request: StaffRequest, number: int) -> Ticket:
    try:
        return ticket_for(request.user, number)
    except Ticket.DoesNotExist:
        raise Http404(f"There is no ticket #{number}.") from None


def checked(form: Form) -> dict[str, Any]:
    """The form's values. Raises ValidationError with all of its complaints."""
    if not form.is_valid():
        raise ValidationError([error for errors in form.errors.values() for error in errors])
    return form.cleaned_data


def actor(request: StaffRequest) -> Actor:
    return Actor.staff(request.user)
