"""Customers behind a number elsewhere: whom an address names, as rows of ours."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from clew.analytics import selections
from clew.analytics.selections import MAX_SELECTED, Selected
from clew.people.models import Environment, Group, Person
from clew.tickets.customer_lists.kinds import Kind

KEPT = 300.0  # seconds: paging and sorting see the same customers
MOST_KEPT = 20
_known: dict[tuple[int, str, str], tuple[float, "Chosen"]] = {}


@dataclass(frozen=True)
class Chosen:
    """``ids`` are of persons, or rows of groups; ``params`` name them in an address."""

    name: str
    of: str
    title: str
    kind: str
    ids: Sequence[Any]
    is_cut: bool

    @property
    def params(self) -> dict[str, str]:
        return {"selection": self.name, "of": self.of}


def chosen(environment: Environment, kinds: Sequence[Kind], name: str, of: str) -> Chosen:
    """Raises ValidationError."""
    key = (environment.pk, name, of)
    at, found = _known.get(key, (0.0, None))
    if found is None or time.monotonic() - at > KEPT:
        said = selections.selected(environment, name, of)
        found = Chosen(name, of, said.title, said.kind, _rows(kinds, said), said.is_cut)
        if len(_known) >= MOST_KEPT:
            _known.clear()
        _known[key] = (time.monotonic(), found)
    return found


def _rows(kinds: Sequence[Kind], said: Selected) -> list[Any]:
    """Survivors stand for those who became them."""
    ids: list[Any] = list(said.ids[:MAX_SELECTED])
    kind = next((each for each in kinds if each.name == said.kind), None)
    if kind is None:
        return []
    if kind.is_people:
        absorbed = Person.objects.filter(pk__in=ids, merged_into__isnull=False)
        after = dict(absorbed.values_list("pk", "merged_into_id"))
        return list(dict.fromkeys(after.get(one, one) for one in ids))
    groups = Group.objects.filter(type=kind.type, key__in=ids)
    return list({after or pk for pk, after in groups.values_list("pk", "merged_into_id")})
