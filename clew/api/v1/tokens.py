"""Who calls: a bearer token, its scope and its rate."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from ninja.errors import Throttled
from ninja.security import HttpBearer

from clew.api.v1.rates import wait_for
from clew.core.actors import Actor
from clew.people.key_actions import use_api_token
from clew.people.models import ApiToken, Scope


class TokenRequest(HttpRequest):
    """What operations receive: ninja puts what ``Bearer`` returns into ``auth``."""

    auth: ApiToken

    @property
    def actor(self) -> Actor:
        raise NotImplementedError


class Bearer(HttpBearer):
    """Refuses with 401 a missing, unknown or revoked token, with 403 one for capture only."""

    def authenticate(self, request: HttpRequest, token: str) -> ApiToken | None:  # noqa: ARG002
        found = use_api_token(bearer=token)
        if found is None:
            return None
        if wait := wait_for(found.pk):
            raise Throttled(wait)
        if found.scope == Scope.CAPTURE:
            raise PermissionDenied("A capture token sends events only. Use an agent token.")
        return found


def admins_only(token: ApiToken, what: str) -> None:
    """Raises PermissionDenied."""
    if token.scope != Scope.ADMIN:
        raise PermissionDenied(f"Only an admin token may {what}.")
