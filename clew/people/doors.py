"""Who may open a page of the staff side."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render

from clew.people.requests import StaffRequest

P = ParamSpec("P")
View = Callable[Concatenate[StaffRequest, P], HttpResponseBase]


def refused(request: StaffRequest, *, what: str, who: str) -> HttpResponse:
    """403 with what it is, who has it and how to ask."""
    return render(request, "refused.html", {"what": what, "who": who}, status=403)


def admins(what: str) -> Callable[[View[P]], View[P]]:
    """Owners and admins only; ``what`` names the page in the refusal, as in "People and roles"."""

    def decorate(view: View[P]) -> View[P]:
        @wraps(view)
        def guarded(
            request: StaffRequest, /, *args: P.args, **kwargs: P.kwargs
        ) -> HttpResponseBase:
            if not request.user.is_admin:
                return refused(request, what=what, who="owners and admins")
            return view(request, *args, **kwargs)

        return guarded

    return decorate
