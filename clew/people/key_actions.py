"""Keys for programs: API tokens."""

from datetime import timedelta

from django.db import transaction
from django.db.models import QuerySet

from clew.core import clock
from clew.core.actors import Actor
from clew.core.facts import record
from clew.core.kept import Given, kept
from clew.people.models import ApiToken, Scope, Staff
from clew.people.secret_tokens import API_PREFIX, digest, new_secret
from clew.people.staff_facts import ApiTokenCreated, ApiTokenRevoked

USE_NOTED_EVERY = timedelta(minutes=1)  # so that reading with a token is not a write each time
PREFIX_SHOWN = 12  # characters: enough to recognise a token in a list


@transaction.atomic
def create_api_token(*, name: str, scope: str, by: Actor) -> tuple[ApiToken, str]:
    """The token's row, and the bearer token itself: shown now and never again."""
    bearer = new_secret(API_PREFIX)
    creator = Staff.objects.filter(pk=by.id).first() if by.kind == "staff" else None
    token = ApiToken.objects.create(
        name=name.strip(),
        scope=Scope(scope),
        digest=digest(bearer),
        prefix=bearer[:PREFIX_SHOWN],
        created_by=creator,
    )
    record(ApiTokenCreated(token_id=token.pk, token_name=token.name, scope=token.scope), by=by)
    return token, bearer


def use_api_token(*, bearer: str) -> ApiToken | None:
    """The living token of this secret, or None; notes the use to the minute."""
    found = kept("token in force", _in_force).rows(digest=digest(bearer))
    token = found[0] if found else None
    now = clock.now()
    if token and (token.last_used_at is None or now - token.last_used_at > USE_NOTED_EVERY):
        token.last_used_at = now
        token.save(update_fields=["last_used_at"])
    return token


def _in_force() -> QuerySet[ApiToken]:
    given = Given("digest", ApiToken._meta.get_field("digest"))
    return ApiToken.objects.filter(digest=given, revoked_at__isnull=True)


@transaction.atomic
def revoke_api_token(*, token: ApiToken, by: Actor) -> None:
    """It stops working with the next request; the row stays for the record."""
    if token.revoked_at is None:
        token.revoked_at = clock.now()
        token.save(update_fields=["revoked_at"])
        record(ApiTokenRevoked(token_id=token.pk, token_name=token.name, scope=token.scope), by=by)
