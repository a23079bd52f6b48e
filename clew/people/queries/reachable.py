"""Persons by what else is known of them, in bulk."""

from collections.abc import Collection, Sequence
from uuid import UUID

from clew.people.models import DistinctId, Environment, Person


def reachable_people(environment: Environment, ids: Sequence[UUID]) -> list[UUID]:
    """Survivors of these with an email, each once, in the order given."""
    moved = Person.objects.filter(pk__in=ids, merged_into__isnull=False)
    after = dict(moved.values_list("pk", "merged_into_id"))
    alive = list(dict.fromkeys(after.get(one) or one for one in ids))
    known = Person.objects.living().filter(environment=environment, pk__in=alive)
    written = set(known.exclude(email="").values_list("pk", flat=True))
    return [pk for pk in alive if pk in written]


def persons_by_distinct_id(environment_id: int, ids: Collection[str]) -> dict[str, UUID]:
    """Whose id it is now; ids of nobody are left out. One statement."""
    found = DistinctId.objects.filter(environment_id=environment_id, distinct_id__in=ids)
    return dict(found.values_list("distinct_id", "person_id"))
