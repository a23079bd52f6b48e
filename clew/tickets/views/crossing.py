"""Asks before a reply goes out that was written while somebody else answered."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.http import HttpResponseBase
from django.shortcuts import render

from clew.people.requests import StaffRequest
from clew.tickets.actions.crossing import CrossedError

P = ParamSpec("P")
View = Callable[Concatenate[StaffRequest, P], HttpResponseBase]
CONFLICT = 409


def asks_first(view: View[P]) -> View[P]:
    """409 with what is new, for the composer to show; sending again with that as seen sends."""

    @wraps(view)
    def asking(request: StaffRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        try:
            return view(request, *args, **kwargs)
        except CrossedError as crossed:
            context = {"ticket": crossed.ticket, "newer": crossed.messages}
            return render(request, "tickets/ticket/crossing.html", context, status=CONFLICT)

    return asking
