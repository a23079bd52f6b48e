"""What a person page and a group page show around their customer."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from clew.core.kept import Given, kept
from clew.people.identity.ids import person_uuid
from clew.people.models import DistinctId, Group, IdentityWarning, Membership, Person
from clew.people.pages import Page, page_by


def distinct_ids_of(person: Person) -> list[str]:
    """Oldest first."""
    found = kept("distinct ids of a person", _ids_of).values(person=person.pk)
    return [distinct_id for (distinct_id,) in found]


def _ids_of() -> QuerySet[DistinctId, Any]:
    known = DistinctId.objects.filter(person=Given("person", Person._meta.pk))
    return known.order_by("created_at", "pk").values_list("distinct_id")


def stored_person_ids(person: Person) -> list[UUID]:
    """Every person id this customer's events may be stored under, the own one first.

    Somebody absorbed, and an id used before it was anybody's, had the id that follows from one
    of the distinct ids this person has now; so reading these shows all events at once, long
    before old rows are rewritten.
    """
    derived = (person_uuid(person.environment_id, known) for known in distinct_ids_of(person))
    return list(dict.fromkeys((person.id, *derived)))


def moved_ids(since: datetime | None, limit: int = 10_000) -> list[tuple[int, str, UUID, datetime]]:
    """Distinct ids whose older events may be stored under another person, oldest move first.

    (environment id, distinct id, person id now, moved at), for the job that rewrites old rows.
    """
    moved = DistinctId.objects.filter(moved_at__isnull=False).order_by("moved_at", "pk")
    if since is not None:
        moved = moved.filter(moved_at__gte=since)
    rows = moved.values_list("environment_id", "distinct_id", "person_id", "moved_at")[:limit]
    return [(place, known, person, at) for place, known, person, at in rows if at is not None]


def groups_of(person: Person) -> list[Group]:
    """The account first, then by when the person was last seen in each."""
    seen = (
        Membership.objects.filter(person=person)
        .select_related("group__type")
        .order_by("-group__type__is_account", "-last_seen_at", "pk")
    )
    return [membership.group for membership in seen]


def account_of(person: Person) -> Group | None:
    """The customer organisation the person was seen in last."""
    for latest in kept("account of a person", _accounts).rows(person=person.pk):
        return latest.group
    return None


def _accounts() -> QuerySet[Membership]:
    given = Given("person", Person._meta.pk)
    seen = Membership.objects.filter(person=given, group__type__is_account=True)
    return seen.select_related("group__type").order_by("-last_seen_at", "pk")[:1]


def people_of(group: Group, cursor: str = "", limit: int = 50) -> Page[Person]:
    """Whoever was seen acting in the group, latest first."""
    members = Membership.objects.filter(group=group).select_related("person")
    page = page_by(members, "last_seen_at", cursor, limit)
    return Page([membership.person for membership in page.items], page.next_cursor)


def warnings_of(person: Person) -> QuerySet[IdentityWarning]:
    """What identity resolution refused, latest first."""
    return IdentityWarning.objects.filter(person=person).order_by("-happened_at", "-pk")
