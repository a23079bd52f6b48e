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

    scopes = frozenset({Scope.ADMIN, Scope.AGENT})
    refusal = "A capture token sends events only. Use an agent token."
    per_minute = 0  # the usual number of calls

    def authenticate(self, request: HttpRequest, token: str) -> ApiToken | None:
        found = use_api_token(bearer=token)
        if found is None:
            return None
        if wait := wait_for(found.pk, self.per_minute):
            raise Throttled(wait)
        if found.scope not in self.scopes:
            raise PermissionDenied(self.refusal)
        self.refuse_size(int(request.headers.get("Content-Length") or 0))
        return found

    def refuse_size(self, size: int) -> None:
        """Raises HttpError before the body is read."""
        if size > max_bytes() + ENVELOPE:
            raise HttpError(413, "The request is too large. Share a link to the file instead.")


class MailBearer(Bearer):
    """The door for mail that comes in: the one that a capture token opens too."""

    scopes = frozenset({Scope.ADMIN, Scope.CAPTURE})
    refusal = "Mail comes in with a capture or an admin token."
    per_minute = 6000

    def refuse_size(self, size: int) -> None:
        """Its own door keeps the beginning before it refuses."""


def admins_only(token: ApiToken, what: str) -> None:
    """Raises PermissionDenied."""
    if token.scope != Scope.ADMIN:
        raise PermissionDenied(f"Only an admin token may {what}.")
