"""Customers: finding them, and their full picture."""

from django.core.exceptions import ValidationError
from ninja import Query, Router

from clew.api.v1.customer_shapes import (
    CustomerFilters,
    CustomersPage,
    GroupProfile,
    GroupSummary,
    PersonProfile,
    PersonSummary,
    Who,
)
from clew.api.v1.environments import environment_called
from clew.api.v1.profiles import Cursors, group_profile, person_profile
from clew.api.v1.tokens import TokenRequest
from clew.people.models import Group, Person
from clew.people.queries import group_for, person_for, recent_people, search_customers

router = Router(tags=["customers"])


@router.get("/customers", response=CustomersPage)
def list_customers(request: TokenRequest, filters: Query[CustomerFilters]) -> CustomersPage:
    """Best match first; without a search, people by when they were last seen."""
    inside = environment_called(filters.environment)
    customers: list[Person | Group]
    if filters.search.strip():
        found = search_customers(
            request.auth, inside, filters.search, filters.cursor, filters.limit
        )
        customers, after = found.items, found.next_cursor
    else:
        recent = recent_people(request.auth, inside, cursor=filters.cursor, limit=filters.limit)
        customers, after = [*recent.items], recent.next_cursor
    return CustomersPage(items=[_summary(each) for each in customers], next_cursor=after or None)


@router.get("/customers/person", response=PersonProfile)
def read_person(request: TokenRequest, who: Query[Who], cursors: Query[Cursors]) -> PersonProfile:
    """By exactly one of ``id``, ``distinct_id`` and ``email``."""
    if len([given for given in (who.id, who.distinct_id, who.email) if given]) != 1:
        raise ValidationError("Say who: exactly one of id, distinct_id and email.")
    person = person_for(
        request.auth,
        environment=environment_called(who.environment),
        id=who.id or None,
        distinct_id=who.distinct_id,
        email=who.email,
    )
    return person_profile(request.auth, person, cursors)


@router.get("/customers/group", response=GroupProfile)
def read_group(
    request: TokenRequest,
    cursors: Query[Cursors],
    type: str,  # noqa: A002  the word of the API
    key: str,
    environment: str = "",
) -> GroupProfile:
    inside = environment_called(environment)
    group = group_for(request.auth, environment=inside, type=type, key=key)
    return group_profile(request.auth, group, cursors)


def _summary(customer: Person | Group) -> PersonSummary | GroupSummary:
    if isinstance(customer, Person):
        return PersonSummary.of(customer)
    return GroupSummary.of(customer)
