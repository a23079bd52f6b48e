"""The same change on many tickets, and its undoing: ``change=42:open&change=43:new``."""

from collections.abc import Callable, Iterable
from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from clew.people.requests import StaffRequest
from clew.tickets import actions
from clew.tickets.forms import NumbersForm, StatusForm, assignee_of, parsed_changes
from clew.tickets.models import Status, Ticket
from clew.tickets.views.answers import Toast
from clew.tickets.views.doors import actor, checked, in_words, ticket_or_404


@require_POST
@in_words
def status(request: StaffRequest) -> HttpResponseBase:
    changes = _changes(request, lambda: checked(StatusForm(request.POST))["status"])

    def change(ticket: Ticket, value: str) -> str:
        before = ticket.status
        actions.set_status(ticket=ticket, status=value, by=actor(request))
        return before

    return _answer(request, changes, change, lambda value: str(Status(value).label).lower())


@require_POST
@in_words
def assignee(request: StaffRequest) -> HttpResponseBase:
    chosen = _changes(request, lambda: request.POST.get("assignee", ""))
    people = {value: assignee_of(value) for _, value in chosen}

    def change(ticket: Ticket, value: str) -> str:
        before = ticket.assignee_id
        actions.assign(ticket=ticket, staff=people[value], by=actor(request))
        return str(before or "")

    return _answer(
        request, chosen, change, lambda value: f"assigned to {people[value] or 'nobody'}"
    )


def _changes(request: StaffRequest, value: Callable[[], str]) -> list[tuple[int, str]]:
    if given := request.POST.getlist("change"):
        return parsed_changes(given)
    numbers = checked(NumbersForm(request.POST))["number"]
    return [(number, value()) for number in numbers]


def _answer(
    request: StaffRequest,
    changes: Iterable[tuple[int, str]],
    change: Callable[[Ticket, Any], str],
    words: Callable[[str], str],
) -> HttpResponse:
    """Changes each ticket, then says what it did and how to take it back."""
    undo: list[str] = []
    done: list[tuple[int, str]] = []
    for number, value in changes:
        before = change(ticket_or_404(request, number), value)
        done.append((number, value))
        undo += [f"{number}:{before}"] if before != value else []
    toast = Toast(_sentence(done, words)).undone_by(request.path, change=undo)
    return toast.onto(HttpResponse(status=204)) if request.htmx else redirect("inbox-home")


def _sentence(done: list[tuple[int, str]], words: Callable[[str], str]) -> str:
    values = {value for _, value in done}
    if len(values) > 1:
        return f"{len(done)} tickets are as they were"
    how = words(values.pop())
    return f"#{done[0][0]} is {how}" if len(done) == 1 else f"{len(done)} tickets are {how}"
