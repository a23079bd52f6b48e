"""Who calls: a bearer token, its scope and its rate."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from ninja.errors import HttpError, Throttled
from ninja.security import HttpBearer

from clew.api.v1.rates import wait_for
from clew.people.key_actions import use_api_token
from clew.people.models import ApiToken, Scope
from clew.tickets.actions.uploads import max_bytes

ENVELOPE = 1024 * 1024  # bytes around the largest file


class TokenRequest(HttpRequest):
    """What operations receive: ninja puts what ``Bearer`` returns into ``auth``."""

    auth: ApiToken


class Bearer(HttpBearer):
    """Refuses with 401 a missing, unknown or revoked token, with 403 one for capture only."""

    def authenticate(self, request: HttpRequest, token: str) -> ApiToken | None:
        found = use_api_token(bearer=token)
        if found is None:
            return None
        if wait := wait_for(found.pk):
            raise Throttled(wait)
        if int(request.headers.get("Content-Length") or 0) > max_bytes() + ENVELOPE:
            raise HttpError(413, "The request is too large. Share a link to the file instead.")
        if found.scope == Scope.CAPTURE:
            raise PermissionDenied("A capture token sends events only. Use an agent token.")
        return found


def admins_only(token: ApiToken, what: str) -> None:
    """Raises PermissionDenied."""
    if token.scope != Scope.ADMIN:
        raise PermissionDenied(f"Only an admin token may {what}.")
