"""Asks before words of an internal note go to a customer."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.http import HttpResponseBase
from django.shortcuts import render

from clew.people.requests import StaffRequest
from clew.tickets.confidential import repeats_a_note
from clew.tickets.models import Ticket

P = ParamSpec("P")
View = Callable[Concatenate[StaffRequest, P], HttpResponseBase]
CONFLICT = 409


class WordsOfANoteError(Exception):
    """What is about to be public was written as an internal note of this ticket."""


def refuse_words_of_notes(request: StaffRequest, ticket: Ticket, body: str) -> None:
    if repeats_a_note(ticket, body, staff_id=request.user.pk):
        raise WordsOfANoteError


def asks_before_publishing(view: View[P]) -> View[P]:
    """409 with the question; sent again with ``confirmed`` the words go out."""

    @wraps(view)
    def asking(request: StaffRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        try:
            return view(request, *args, **kwargs)
        except WordsOfANoteError:
            return render(request, "tickets/ticket/confidential.html", status=CONFLICT)

    return asking
