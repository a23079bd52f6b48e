"""Customers by when they were last seen."""

from clew.people.models import Environment, Group, Person
from clew.people.pages import Page, page_by
from clew.people.queries.doors import Reader, groups_visible_to, persons_visible_to


def recent_people(
    reader: Reader,
    environment: Environment,
    *,
    identified: bool | None = None,
    cursor: str = "",
    limit: int = 50,
) -> Page[Person]:
    """Everybody, or only those who signed in somewhere, or only those who did not."""
    people = persons_visible_to(reader, environment)
    if identified is not None:
        people = people.filter(is_identified=identified)
    return page_by(people, "last_seen_at", cursor, limit)


def recent_groups(
    reader: Reader,
    environment: Environment,
    *,
    type: str = "",  # noqa: A002  the word of the API
    cursor: str = "",
    limit: int = 50,
) -> Page[Group]:
    """Groups of one type, or of all types."""
    groups = groups_visible_to(reader, environment)
    if type:
        groups = groups.filter(type__name=type)
    return page_by(groups, "last_seen_at", cursor, limit)
