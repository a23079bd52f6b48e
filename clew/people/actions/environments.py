"""Environments, the keys that open them, and which groups are accounts."""

from django.core.validators import validate_slug
from django.db import transaction

from clew.core import clock
from clew.core.actors import Actor
from clew.core.facts import record
from clew.people.actions.account_jobs import recalculate
from clew.people.facts import (
    AccountTypeChosen,
    CaptureKeyCreated,
    CaptureKeyRevoked,
    EnvironmentCreated,
)
from clew.people.models import CaptureKey, Environment, GroupType


@transaction.atomic
def create_environment(*, name: str, by: Actor) -> Environment:
    """Raises ValidationError for a name that is taken or is not a word such as ``staging``."""
    environment = Environment(name=name.strip().lower())
    validate_slug(environment.name)
    environment.full_clean()
    environment.save(force_insert=True)
    record(EnvironmentCreated(environment_id=environment.pk, environment=environment.name), by=by)
    return environment


@transaction.atomic
def create_capture_key(*, name: str, environment: Environment, by: Actor) -> CaptureKey:
    """A new key to send events with. Raises ValidationError without a name."""
    key = CaptureKey(name=name.strip(), environment=environment)
    key.full_clean()
    key.save(force_insert=True)
    fact = CaptureKeyCreated(capture_key_id=key.pk, environment=environment.name, key_name=key.name)
    record(fact, by=by)
    return key


@transaction.atomic
def revoke_capture_key(*, key: CaptureKey, by: Actor) -> None:
    """Events and widget calls with it are refused from now on; the row stays for the record."""
    if key.revoked_at is None:
        key.revoked_at = clock.now()
        key.save(update_fields=["revoked_at"])
        fact = CaptureKeyRevoked(
            capture_key_id=key.pk, environment=key.environment.name, key_name=key.name
        )
        record(fact, by=by)


@transaction.atomic
def choose_account_type(*, group_type: GroupType, by: Actor) -> None:
    """Its groups are the accounts from now on; their values follow in a job."""
    if group_type.is_account:
        return
    types = GroupType.objects.filter(environment_id=group_type.environment_id)
    types.filter(is_account=True).update(is_account=False)
    types.filter(pk=group_type.pk).update(is_account=True)
    group_type.is_account = True
    fact = AccountTypeChosen(environment_id=group_type.environment_id, group_type=group_type.name)
    record(fact, by=by)
    recalculate(environment=group_type.environment, by=by)
