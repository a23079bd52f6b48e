"""“Why here?” and “Take next”."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from urllib.parse import quote

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from clew.core import clock
from clew.core.actors import Actor
from clew.people.requests import StaffRequest
from clew.routing.actions.next_ticket import Given, take_next
from clew.routing.queries.assignment import wait_of
from clew.routing.queries.places import place_in, place_of, place_words
from clew.tickets.models import Ticket
from clew.tickets.views.answers import Toast
from clew.tickets.views.doors import in_words, on_ticket

SEEN = "next_seen"  # in the session: {number: when it was given}
A_MOMENT = timedelta(minutes=30)


@require_GET
@on_ticket
def place(request: StaffRequest, ticket: Ticket) -> HttpResponseBase:
    """The words of a row's hover and of the head's menu."""
    view = request.GET.get("view", "")[:80] or "open"
    found = place_in(request.user, ticket, view)
    answer = render(request, "routing/queue/place.html", {
        "ticket": ticket,
        "reasons": place_of(ticket, clock.now()),
        "place": place_words(found) if found else "",
        "wait": None if ticket.assignee_id else wait_of(request.user, ticket),
    })  # fmt: skip
    answer["Cache-Control"] = "private, max-age=15"
    return answer


@require_http_methods(["GET", "POST"])
@in_words
def take(request: StaffRequest) -> HttpResponse:
    """The next ticket for whoever asks. GET is where one lands when there is none."""
    if request.method != "POST":
        return render(request, "routing/queue/nothing.html")
    now = clock.now()
    seen = _seen(request, now)
    given = _next(request, seen) or _next(request, [_here(request)])
    if given is None:
        request.session.pop(SEEN, None)
        return _go(request, reverse("next-ticket"), None)
    request.session[SEEN] = {**seen, str(given.ticket.number): now.isoformat()}
    view = "mine" if given.assigned or given.ticket.assignee_id else "unassigned"
    return _go(request, f"{given.ticket.get_absolute_url()}?view={view}", _said(given))


def _next(request: StaffRequest, seen: Iterable[int | str]) -> Given | None:
    by = Actor.staff(request.user)
    return take_next(staff=request.user, environment=request.environment, by=by, seen=seen)


def _said(given: Given) -> Toast:
    number = given.ticket.number
    if not given.assigned:
        return Toast(f"#{number}: {given.why}")
    back = reverse("assignee", args=[number])
    return Toast(f"#{number} is yours: {given.why}").undone_by(back, assignee="")


def _go(request: StaffRequest, path: str, toast: Toast | None) -> HttpResponse:
    """With JavaScript the toast is carried to the page that opens; without it is a message."""
    if not request.htmx:
        if toast:
            messages.success(request, toast.text)
        return redirect(path)
    response = HttpResponse(status=200)
    response["X-Clew-Location"] = quote(path, safe="/?=&")
    return toast.onto(response) if toast else response


def _seen(request: StaffRequest, now: datetime) -> dict[str, str]:
    """What they were given a moment ago, and where they are: they ask for another one."""
    kept = request.session.get(SEEN, {})
    seen = {
        number: at for number, at in kept.items() if now - datetime.fromisoformat(at) < A_MOMENT
    }
    here = _here(request)
    return {**seen, str(here): now.isoformat()} if here else seen


def _here(request: StaffRequest) -> int:
    text = request.POST.get("here", "")
    return int(text) if text.isdecimal() and len(text) < 16 else 0  # noqa: PLR2004  as in addresses
