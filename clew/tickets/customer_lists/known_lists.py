"""Which lists somebody has: standard ones, everybody's and their own."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from clew.analytics.models import CustomerList
from clew.people.models import Environment, Staff
from clew.people.queries.doors import Reader
from clew.tickets.customer_lists.kinds import Kind, kinds_of
from clew.tickets.customer_lists.standard import standard_lists
from clew.tickets.queries import keeps_views


@dataclass(frozen=True)
class KnownList:
    """``saved`` is empty for a list that every installation has."""

    slug: str
    name: str
    kind: Kind
    said: Mapping[str, Any]  # columns, filters, sort
    saved: CustomerList | None = None
    about: str = ""

    @property
    def is_personal(self) -> bool:
        return self.saved is not None and self.saved.owner_id is not None


def lists_of(reader: Reader, environment: Environment) -> list[KnownList]:
    """Two statements."""
    kinds = kinds_of(environment)
    found = [
        KnownList(
            each.slug, each.name, kind,
            {"columns": each.columns, "filters": each.filters, "sort": each.sort},
            about=each.about,
        )
        for kind, each in standard_lists(kinds)
    ]  # fmt: skip
    by_name = {kind.name: kind for kind in kinds}
    for saved in saved_lists_of(reader, environment):
        if saved.kind in by_name:
            said = {"columns": saved.columns, "filters": saved.filters, "sort": saved.sort}
            found.append(KnownList(address_of(saved), saved.name, by_name[saved.kind], said, saved))
    return found


def saved_lists_of(reader: Reader, environment: Environment) -> list[CustomerList]:
    """Everybody's first, then one's own."""
    mine = Q(owner=reader) if isinstance(reader, Staff) else Q(pk__in=[])
    rows = CustomerList.objects.filter(Q(owner__isnull=True) | mine, environment=environment)
    return sorted(rows, key=lambda each: (each.owner_id is not None, each.position, each.pk))


def address_of(saved: CustomerList) -> str:
    """A personal list may be called like one of everybody's."""
    return f"{'my' if saved.owner_id else 'all'}.{saved.slug}"


def may_change(reader: Reader, saved: CustomerList) -> bool:
    """One's own; what everybody has is kept by leads and admins."""
    if not isinstance(reader, Staff) or not reader.can_reply_publicly:
        return False
    return saved.owner_id == reader.pk or (saved.owner_id is None and keeps_views(reader))


def changeable_list_for(reader: Reader, environment: Environment, pk: int) -> CustomerList:
    """Raises CustomerList.DoesNotExist, also for somebody else's and one that others keep."""
    found = CustomerList.objects.get(pk=pk, environment=environment)
    if not may_change(reader, found):
        raise CustomerList.DoesNotExist
    return found
