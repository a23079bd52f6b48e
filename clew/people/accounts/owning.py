"""Owners by name or email are whoever of staff is called so."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from clew.people.accounts.fields import OWNERS, Owner
from clew.people.accounts.states import AccountState
from clew.people.models import Staff


@dataclass(frozen=True)
class Named:
    """Staff by id, and the active ones by lowercase name or email. Empty when nobody asks."""

    names: Mapping[int, str]
    ids: Mapping[str, int]

    def resolved(self, values: dict[str, Any]) -> dict[str, Owner]:
        """Takes the owners out of ``values``."""
        found = {kind: values.pop(kind) for kind in OWNERS if kind in values}
        return {kind: one for kind, owner in found.items() if (one := self._staff_of(owner))}

    def _staff_of(self, owner: Owner) -> Owner | None:
        if owner.staff is not None:
            return Owner(owner.staff) if owner.staff in self.names else _without_staff(owner)
        known = self.ids.get(owner.email.lower()) or self.ids.get(owner.name.lower())
        return Owner(known) if known else owner

    def called(self, owner: Owner) -> str:
        if owner.staff is not None:
            return self.names[owner.staff]
        return owner.name or owner.email


def owned(values: Iterable[Mapping[str, Any]], states: Iterable[AccountState]) -> Named:
    """One statement if anybody has an owner, else none."""
    if not any(kind in each for each in values for kind in OWNERS) and not any(
        state.owners for state in states
    ):
        return Named({}, {})
    names: dict[int, str] = {}
    ids: dict[str, int] = {}
    rows = Staff.objects.order_by("pk").values_list("pk", "name", "email", "is_active")
    for pk, name, email, is_active in rows:
        names[pk] = name or email
        if is_active:
            ids.setdefault(name.lower(), pk)
            ids[email.lower()] = pk
    ids.pop("", None)
    return Named(names, ids)


def _without_staff(owner: Owner) -> Owner | None:
    return Owner(name=owner.name) if owner.name else None
