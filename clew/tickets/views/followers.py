"""Who hears about a ticket without owning it: I, or a customer's colleague by email."""

from django.http import HttpResponseBase
from django.views.decorators.http import require_POST

from clew.people.models import Staff
from clew.people.requests import StaffRequest
from clew.tickets import actions
from clew.tickets.actions.changing import refuse_light_agents
from clew.tickets.forms import ME, FollowersForm
from clew.tickets.models import Ticket
from clew.tickets.views.answers import Toast, changed
from clew.tickets.views.doors import actor, checked, on_ticket


@require_POST
@on_ticket
def followers(request: StaffRequest, ticket: Ticket) -> HttpResponseBase:
    asked = checked(FollowersForm(request.POST))
    who = asked["add"] or asked["remove"]
    change = actions.follow if asked["add"] else actions.unfollow
    change(ticket=ticket, by=actor(request), staff=_me(request, who), email=_email(request, who))
    toast = Toast(_sentence(who, follows=bool(asked["add"])))
    undo = {"add": asked["remove"], "remove": asked["add"]}
    return changed(request, ticket, toast.undone_by(request.path, **undo))


def _me(request: StaffRequest, who: str) -> Staff | None:
    return request.user if who == ME else None


def _email(request: StaffRequest, who: str) -> str:
    """An address gets copies of replies, so only those who may reply decide about it."""
    if who == ME:
        return ""
    refuse_light_agents(actor(request), "choose who gets copies")
    return who


def _sentence(who: str, *, follows: bool) -> str:
    if who == ME:
        return "You follow this ticket" if follows else "You no longer follow this ticket"
    return f"{who} gets a copy of replies" if follows else f"{who} gets no more copies"
