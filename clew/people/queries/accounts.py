"""What is known of an account: its money, its owners, where each value comes from, its plans."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from clew.people.accounts.known import KEYS
from clew.people.models import (
    Account,
    AccountMerge,
    AccountOwner,
    CustomerNote,
    Group,
    Membership,
    OwnerKind,
    PlanChange,
)
from clew.people.queries.doors import Reader, groups_visible_to, may_see_customers

SHOWN_PLANS = 50


@dataclass(frozen=True)
class AccountDetails:
    """``values`` has every AccountField that says something; ``given`` are set by hand, API, CSV.

    ``owners`` by kind (csm, tam, ae). ``plans`` latest first.
    """

    group: Group
    account: Account
    values: dict[str, Any]
    given: frozenset[str]
    owners: dict[str, AccountOwner]
    plans: list[PlanChange]

    @property
    def plan(self) -> str:
        return self.group.plan

    @property
    def known(self) -> dict[str, Any]:
        known: dict[str, Any] = self.account.known
        return known

    @property
    def links(self) -> list[dict[str, str]]:
        links: list[dict[str, str]] = self.account.links
        return links


FIELDS = ("mrr", "arr", "currency", "trial_ends_at", "renews_at", "seats", "seats_used", "region",
          "risk")  # fmt: skip


def account_details(group: Group) -> AccountDetails:
    """Three statements. The group comes from a door; an account nothing is known of is empty."""
    account = account_row(group)
    order = list(OwnerKind.values)
    owners = AccountOwner.objects.filter(group=group).select_related("staff")
    return AccountDetails(
        group=group,
        account=account,
        values=values_of(group, account),
        given=frozenset(account.given),
        owners={one.kind: one for one in sorted(owners, key=lambda one: order.index(one.kind))},
        plans=plan_history(group),
    )


def account_row(group: Group) -> Account:
    """As stored, or an empty one that is not."""
    found = Account.objects.filter(pk=group.pk).first()
    return found or Account(group=group, environment_id=group.environment_id)


def accounts_of(groups: Iterable[Group]) -> dict[int, Account]:
    """By group id; groups nothing is known of are left out."""
    return Account.objects.in_bulk([group.pk for group in groups])


def account_property(group: Group, key: str) -> Any:
    """A property of the product's, or what Clew knows itself: ``$mrr``, ``$health``."""
    return account_row(group).known.get(key) if key in KEYS else group.property_value(key)


def values_of(group: Group, account: Account) -> dict[str, Any]:
    found = {"plan": group.plan} | {name: getattr(account, name) for name in FIELDS}
    return {name: value for name, value in found.items() if value not in ("", None)}


def plan_history(group: Group, limit: int = SHOWN_PLANS) -> list[PlanChange]:
    return list(PlanChange.objects.filter(group=group)[:limit])


def account_for(reader: Reader, pk: int) -> Group:
    """An account by its row's id. Raises Group.DoesNotExist, also for what is hidden."""
    found = groups_visible_to(reader).filter(pk=pk, type__is_account=True).first()
    if found is None:
        raise Group.DoesNotExist
    return found


@dataclass(frozen=True)
class Together:
    """What an account would bring into another one."""

    members: int
    in_both: int
    notes: int


def counts_of(into: Group, absorbed: Group) -> Together:
    theirs = Membership.objects.filter(group=absorbed)
    both = theirs.filter(person__in=Membership.objects.filter(group=into).values("person"))
    notes = CustomerNote.objects.filter(group=absorbed, deleted_at__isnull=True)
    return Together(theirs.count(), both.count(), notes.count())


def accounts_like(account: Group, text: str, limit: int) -> list[Group]:
    """Other living accounts whose name or key has the text; without a text those named alike."""
    wanted = text or (account.name.split() or [account.key])[0]
    found = accounts_named(account.environment_id, wanted, limit + 1)
    return [each for each in found if each.pk != account.pk][:limit]


def accounts_named(environment_id: int, text: str, limit: int) -> list[Group]:
    """Living accounts whose name or key has the text."""
    text = text.replace("\x00", "")
    living = Group.objects.filter(
        environment_id=environment_id, type__is_account=True, merged_into__isnull=True
    )
    found = living.filter(Q(name__icontains=text) | Q(key__icontains=text))
    return list(found.select_related("type").order_by("name", "pk")[:limit])


def merge_of(reader: Reader, pk: int) -> AccountMerge | None:
    if not may_see_customers(reader):
        return None
    related = ("into__type", "absorbed__type")
    return AccountMerge.objects.select_related(*related).filter(pk=pk).first()


def pages_of_accounts(environment_id: int, size: int = 1_000) -> Iterator[list[dict[str, Any]]]:
    """Every living account by key, as an export shows it."""
    after = 0
    while True:
        rows = Group.objects.filter(
            environment_id=environment_id,
            type__is_account=True,
            merged_into__isnull=True,
            pk__gt=after,
        )
        groups = list(rows.select_related("account").order_by("pk")[:size])
        if not groups:
            return
        owners = AccountOwner.objects.filter(group__in=groups).select_related("staff")
        of: dict[int, dict[str, str]] = {}
        for one in owners:
            called = one.staff.email if one.staff else one.email or one.name
            of.setdefault(one.group_id, {})[one.kind] = called
        yield [_row(group, of.get(group.pk, {})) for group in groups]
        after = groups[-1].pk


def _row(group: Group, owners: dict[str, str]) -> dict[str, Any]:
    account = getattr(group, "account", None) or Account(group=group)
    return {"key": group.key, "name": group.name, **values_of(group, account), **owners}
