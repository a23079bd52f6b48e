"""Reads about customers, environments and keys, and the doors to them."""

from clew.people.pages import Page
from clew.people.queries.alike import customers_alike
from clew.people.queries.doors import (
    Reader,
    group_for,
    groups_visible_to,
    may_see_customers,
    person_for,
    persons_visible_to,
)
from clew.people.queries.keys import any_capture_key, capture_keys
from clew.people.queries.profile import (
    account_of,
    distinct_ids_of,
    groups_of,
    moved_ids,
    people_of,
    stored_person_ids,
    warnings_of,
)
from clew.people.queries.recent import recent_groups, recent_people
from clew.people.queries.searching import Customer, search_customers
from clew.people.staff_queries import default_environment, environment_named, environments

__all__ = [
    "Customer",
    "Page",
    "Reader",
    "account_of",
    "any_capture_key",
    "capture_keys",
    "customers_alike",
    "default_environment",
    "distinct_ids_of",
    "environment_named",
    "environments",
    "group_for",
    "groups_of",
    "groups_visible_to",
    "may_see_customers",
    "moved_ids",
    "people_of",
    "person_for",
    "persons_visible_to",
    "recent_groups",
    "recent_people",
    "search_customers",
    "stored_person_ids",
    "warnings_of",
]
