"""Who sees which customers: one predicate for pages, lists, search and the API."""

from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.db.models import F, Q, QuerySet, TextField
from django.db.models.functions import Lower

from clew.core.kept import Given, kept
from clew.people.models import ApiToken, DistinctId, Environment, Group, Person, Scope, Staff
from clew.people.models.customers import PersonQuerySet

Reader = Staff | AnonymousUser | ApiToken  # who asks


def may_see_customers(reader: Reader) -> bool:
    """All staff see all customers, light agents too; strangers and capture tokens see none."""
    if isinstance(reader, ApiToken):
        return reader.revoked_at is None and reader.scope in {Scope.ADMIN, Scope.AGENT}
    return reader.is_authenticated and reader.is_active


def persons_visible_to(reader: Reader, environment: Environment | None = None) -> PersonQuerySet:
    """The living ones, of one environment or of all."""
    if not may_see_customers(reader):
        return Person.objects.none()
    return Person.objects.living().filter(_within(environment))


def groups_visible_to(reader: Reader, environment: Environment | None = None) -> QuerySet[Group]:
    """Without those that turned out to be another one."""
    if not may_see_customers(reader):
        return Group.objects.none()
    living = Group.objects.filter(_within(environment), merged_into__isnull=True)
    return living.select_related("type")


def person_for(
    reader: Reader,
    *,
    environment: Environment | None = None,
    id: UUID | str | None = None,  # noqa: A002  the word of the API
    distinct_id: str = "",
    email: str = "",
) -> Person:
    """By exactly one of the three; the id of somebody absorbed leads to the survivor.

    Of several with one email, the identified one seen last. Raises Person.DoesNotExist, also for
    what is hidden and for an id that is none.
    """
    if not may_see_customers(reader):
        raise Person.DoesNotExist
    if id is not None:
        return _by_id(id, environment)
    if distinct_id:
        return _by_distinct_id(distinct_id, environment)
    found = person_with_email(email, environment)
    if found is None:
        raise Person.DoesNotExist
    return found


def group_for(
    reader: Reader,
    *,
    environment: Environment | None = None,
    type: str,  # noqa: A002  likewise
    key: str,
) -> Group:
    """The key of one that was merged leads to the survivor.

    Raises Group.DoesNotExist, also for what is hidden.
    """
    if "\x00" in type + key or not may_see_customers(reader):
        raise Group.DoesNotExist
    wanted = Group.objects.filter(_within(environment))
    wanted = wanted.select_related("type", "merged_into__type")
    found = wanted.filter(type__name=type, key=key).order_by("-environment__is_default").first()
    if found is None:
        raise Group.DoesNotExist
    return found.merged_into or found


def person_with_email(email: str, environment: Environment | None) -> Person | None:
    """Identified first, then whoever was seen last; letter case does not matter."""
    wanted = email.replace("\x00", "").strip().lower()
    if not wanted:
        return None
    key = ("person with an email", environment.pk if environment else None)
    for found in kept(key, lambda: _with_email(environment)).rows(email=wanted):
        return found
    return None


def _with_email(environment: Environment | None) -> PersonQuerySet:
    people = Person.objects.living().filter(_within(environment)).alias(lower=Lower("email"))
    latest = F("last_seen_at").desc(nulls_last=True)
    with_it = people.filter(lower=Given("email", TextField()))
    return with_it.order_by("-is_identified", latest, "id")[:1]


def _by_id(person_id: UUID | str, environment: Environment | None) -> Person:
    try:
        wanted = person_id if isinstance(person_id, UUID) else UUID(person_id)
    except ValueError:
        raise Person.DoesNotExist from None
    found = Person.objects.filter(_within(environment)).select_related("merged_into")
    person = found.get(pk=wanted)
    return person.merged_into or person


def _by_distinct_id(distinct_id: str, environment: Environment | None) -> Person:
    known = DistinctId.objects.filter(
        _within(environment), distinct_id=distinct_id.replace("\x00", "")
    )
    found = known.select_related("person").order_by("-environment__is_default").first()
    if found is None:
        raise Person.DoesNotExist
    return found.person


def _within(environment: Environment | None) -> Q:
    return Q() if environment is None else Q(environment=environment)
