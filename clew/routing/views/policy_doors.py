"""Who may read the policies, and who may change them."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.http import HttpResponse

from clew.people.doors import refused
from clew.people.models import Role
from clew.people.requests import StaffRequest

P = ParamSpec("P")
View = Callable[Concatenate[StaffRequest, P], HttpResponse]
READERS = {Role.LEAD, Role.ADMIN, Role.OWNER}
READS = {"GET", "HEAD"}


def policies_page(view: View[P]) -> View[P]:
    """Leads read, owners and admins change."""

    @wraps(view)
    def guarded(request: StaffRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if request.method in READS and request.user.role_now not in READERS:
            return refused(request, what="Policies", who="leads, admins and owners")
        if request.method not in READS and not request.user.is_admin:
            return refused(request, what="Changing policies", who="owners and admins")
        return view(request, *args, **kwargs)

    return guarded


def policies_readable(view: View[P]) -> View[P]:
    """As above, for a POST that changes nothing."""

    @wraps(view)
    def guarded(request: StaffRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if request.user.role_now not in READERS:
            return refused(request, what="Policies", who="leads, admins and owners")
        return view(request, *args, **kwargs)

    return guarded
