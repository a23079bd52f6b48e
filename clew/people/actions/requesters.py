"""Who asks: a customer we know, or a new one."""

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import QuerySet, TextField

from clew.core import clock
from clew.core.actors import SYSTEM, Actor
from clew.core.facts import record
from clew.core.kept import Given, kept
from clew.people.facts import PersonAdded
from clew.people.identity import lock_environments, person_uuid
from clew.people.identity.columns import shown_email, shown_name
from clew.people.identity.ids import MAX_DISTINCT_ID, can_be_customer
from clew.people.models import DistinctId, Environment, Person
from clew.people.queries.doors import person_with_email


def find_or_create_requester(
    *,
    environment: Environment,
    email: str = "",
    name: str = "",
    distinct_id: str = "",
    verified: bool = False,
    by: Actor = SYSTEM,
    is_new: bool = False,
) -> Person:
    """The customer who asks: by distinct id, else by email, else a new person.

    A new person known by a distinct id counts as identified only when ``verified`` says that
    somebody vouched for the id; otherwise the login that follows may still make it somebody's.
    One known by email alone has the email as its distinct id, and is identified.
    ``is_new``: the caller looked for them just now. Raises ValidationError when there is neither
    an email nor an id to know somebody by.
    """
    email, name = _clean(email, name)
    distinct_id = distinct_id if can_be_customer(distinct_id) else ""
    whose = {"distinct_id": distinct_id, "email": email}
    found = None if is_new else known_requester(environment, **whose)
    if found is not None:
        return found
    if not distinct_id and not email:
        raise ValidationError({"email": "Say who asks: an email address or a distinct id."})
    with transaction.atomic():
        lock_environments([environment.pk])
        # Somebody may have come first while we waited.
        return known_requester(environment, **whose) or _add_person(
            environment=environment,
            distinct_id=distinct_id or email,
            properties={k: v for k, v in (("email", email), ("name", name)) if v},
            identified=verified or not distinct_id,
            by=by,
        )


def _clean(email: str, name: str) -> tuple[str, str]:
    email = email.replace("\x00", "").strip()
    if email:
        validate_email(email)
        if len(email) > MAX_DISTINCT_ID:
            raise ValidationError({"email": "This email address is too long."})
    return email, name.replace("\x00", "").strip()


def known_requester(
    environment: Environment, *, distinct_id: str = "", email: str = ""
) -> Person | None:
    """By distinct id, else by email, else by the email as a distinct id."""
    if distinct_id and (found := _with_id(environment, distinct_id)):
        return found
    return person_with_email(email, environment) or _with_id(environment, email)


def _with_id(environment: Environment, distinct_id: str) -> Person | None:
    if not distinct_id:
        return None
    found = kept("who has a distinct id", _ids).rows(
        environment=environment.pk, distinct_id=distinct_id
    )
    return found[0].person if found else None


def _ids() -> QuerySet[DistinctId]:
    ids = DistinctId.objects.filter(
        environment=Given("environment", Environment._meta.pk),
        distinct_id=Given("distinct_id", TextField()),
    )
    return ids.select_related("person")


def _add_person(
    *,
    environment: Environment,
    distinct_id: str,
    properties: dict[str, str],
    identified: bool,
    by: Actor,
) -> Person:
    now = clock.now()
    person = Person.objects.create(
        id=person_uuid(environment.pk, distinct_id),
        environment=environment,
        properties=properties,
        name=shown_name(properties),
        email=shown_email(properties),
        is_identified=identified,
        created_at=now,
        last_seen_at=now,
    )
    DistinctId.objects.create(environment=environment, distinct_id=distinct_id, person=person)
    record(PersonAdded(person_id=str(person.pk), environment_id=environment.pk), by=by)
    return person
