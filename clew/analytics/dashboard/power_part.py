"""Power users by name, leading to their profiles."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.urls import reverse

from clew.analytics.dashboard.asked import Per
from clew.analytics.dashboard.power import power_users
from clew.analytics.dashboard.remembered import remembered
from clew.analytics.dashboard.selecting import url_of
from clew.analytics.dashboard.source import Source
from clew.people.models import Group, Person


@dataclass(frozen=True, slots=True)
class Named:
    name: str
    url: str = ""


def power_part(source: Source, fresh: bool) -> dict[str, Any]:
    result = remembered("power", source, power_users, fresh=fresh)
    found = result.value
    names = _names(source, [one.customer for one in found])
    most = found[0].times if found else 1
    rows = [(one, names[one.customer], round(one.times / most * 100)) for one in found]
    return {"as_of": result.as_of, "rows": rows, "all_url": url_of(source.asked, "power")}


def _names(source: Source, customers: Sequence[UUID | str]) -> dict[UUID | str, Named]:
    by_account = source.asked.per == Per.ACCOUNT and source.accounts is not None
    return _accounts(source, customers) if by_account else _persons(source, customers)


def _persons(source: Source, ids: Sequence[UUID | str]) -> dict[UUID | str, Named]:
    """Whoever was merged away a moment ago stands under the survivor's name."""
    found = Person.objects.filter(environment=source.environment_id, pk__in=ids)
    named: dict[UUID | str, Named] = {one: Named(f"Visitor {str(one)[-6:]}") for one in ids}
    for person in found.select_related("merged_into"):
        now = person.merged_into or person
        named[person.pk] = Named(now.display_name, reverse("person", args=[now.pk]))
    return named


def _accounts(source: Source, keys: Sequence[UUID | str]) -> dict[UUID | str, Named]:
    assert source.accounts is not None
    kind = source.accounts.type
    groups = Group.objects.filter(environment=source.environment_id, type__name=kind, key__in=keys)
    named: dict[UUID | str, Named] = {key: Named(str(key)) for key in keys}
    for group in groups:
        named[group.key] = Named(group.display_name, reverse("group", args=[kind, group.key]))
    return named
