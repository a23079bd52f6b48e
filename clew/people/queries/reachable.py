"""Whom one can write to."""

from collections.abc import Sequence
from uuid import UUID

from clew.people.models import Environment, Person


def reachable_people(environment: Environment, ids: Sequence[UUID]) -> list[UUID]:
    """Survivors of these with an email, each once, in the order given."""
    moved = Person.objects.filter(pk__in=ids, merged_into__isnull=False)
    after = dict(moved.values_list("pk", "merged_into_id"))
    alive = list(dict.fromkeys(after.get(one) or one for one in ids))
    known = Person.objects.living().filter(environment=environment, pk__in=alive)
    written = set(known.exclude(email="").values_list("pk", flat=True))
    return [pk for pk in alive if pk in written]
